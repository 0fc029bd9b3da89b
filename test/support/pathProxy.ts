/** A proxy that puts a gateway below a path, as an operator's does who has one host for many things. */
import Fastify from 'fastify'

export interface PathProxy {
  url: string
  stop(): Promise<void>
}

export async function startPathProxy(path: string, target: string): Promise<PathProxy> {
  // Browsers open connections ahead of need, and would keep them long after the test.
  const app = Fastify({ forceCloseConnections: true })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, async (_request: unknown, body: string | Buffer) => body)
  app.all(`${path}/*`, async (request, reply) => {
    const { body, method, url } = request
    const headers = { 'content-type': request.headers['content-type'] ?? 'text/plain' }
    const content = typeof body === 'string' ? { body } : {}
    const answer = await fetch(target + url.slice(path.length), { method, headers, redirect: 'manual', ...content })
    for (const name of passedOn) reply.header(name, answer.headers.get(name) ?? undefined)
    return reply.code(answer.status).send(Buffer.from(await answer.arrayBuffer()))
  })
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  return { url: url + path, stop: () => app.close() }
}

const passedOn = ['content-security-policy', 'content-type', 'location']
