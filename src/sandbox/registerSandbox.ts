/**
 * Serves `/sandbox`, its files and the registered operations, all from this process. The page finds the endpoint and
 * its files relative to itself, so a proxy may put the gateway below any path. Whether the sandbox is on at all is
 * the caller's business.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic, { type FastifyStaticOptions } from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { RegisteredOperation } from './registeredOperation.ts'
import { securityHeaders } from './securityHeaders.ts'

export interface SandboxOptions {
  operations: readonly RegisteredOperation[]
  /** Where `bundleSandbox` wrote. */
  folder?: string
}

const generatedFolder = join(import.meta.dirname, '../generated/sandbox')

export function registerSandbox(app: FastifyInstance, { operations, folder = generatedFolder }: SandboxOptions): void {
  app.register(async (scope) => {
    scope.addHook('onRequest', async (_request, reply) => {
      reply.headers(securityHeaders)
    })
    const page = await readPage(folder)
    if (page === undefined) {
      app.log.warn(notBundled)
      scope.get('/sandbox', async (_request, reply) =>
        reply.code(503).type('text/plain; charset=utf-8').send(notBundled),
      )
      return
    }
    scope.get('/sandbox', revalidated('text/html; charset=utf-8', page))
    // The page's addresses are relative to a path without the slash. So is this one, to stay below a proxy's path.
    scope.get('/sandbox/', async (_request, reply) => reply.redirect('../sandbox'))
    scope.get('/sandbox/operations.json', revalidated('application/json; charset=utf-8', printOperations(operations)))
    await scope.register(fastifyStatic, hashedFiles(join(folder, 'assets')))
  })
}

const notBundled = 'The sandbox has not been bundled. Run `npm run generate`, then start the gateway again.\n'

async function readPage(folder: string): Promise<string | undefined> {
  try {
    return await readFile(join(folder, 'page.html'), 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** What a caller's objects hold besides is not the page's. */
const printOperations = (operations: readonly RegisteredOperation[]): string =>
  JSON.stringify(operations.map(({ name, text, variables }) => ({ name, text, variables })))

/** Asked for again each time, sent only when it changed. */
function revalidated(type: string, body: string) {
  const etag = `"${createHash('sha256').update(body).digest('base64url')}"`
  return async (request: FastifyRequest, reply: FastifyReply) => {
    reply.headers({ 'cache-control': 'no-cache', etag })
    if (isKnown(etag, request.headers['if-none-match'])) return reply.code(304).send()
    return reply.type(type).send(body)
  }
}

function isKnown(etag: string, ifNoneMatch = ''): boolean {
  return ifNoneMatch.split(',').some((known) => known.trim().replace(/^W\//, '') === etag)
}

/** A file's name holds the hash of what is in it, so a browser never needs to ask again. No path outside is reachable. */
const hashedFiles = (root: string): FastifyStaticOptions => ({
  root,
  prefix: '/sandbox/',
  wildcard: false,
  index: false,
  decorateReply: false,
  maxAge: '1y',
  immutable: true,
  preCompressed: true,
})
