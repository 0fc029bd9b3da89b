import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { registerSandbox } from './registerSandbox.ts'
import { securityHeaders } from './securityHeaders.ts'

let folder: string
let app: FastifyInstance

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'compax-bundle-'))
  app = Fastify()
})

afterEach(async () => {
  await app.close()
  await rm(folder, { recursive: true, force: true })
})

describe('registerSandbox', () => {
  test('serves the page, to be asked for again each time and sent only when changed', async () => {
    await writeBundle()
    const first = await app.inject('/sandbox')
    expect(first.body).toBe('<html></html>')
    expect(first.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' })
    const ifNoneMatch = `"other", W/${first.headers.etag}`
    const second = await app.inject({ url: '/sandbox', headers: { 'if-none-match': ifNoneMatch } })
    expect([second.statusCode, second.body]).toEqual([304, ''])
  })

  test('serves files under hashed names for good, each with its type', async () => {
    await writeBundle()
    const types = { 'main-A1.js': /\/javascript/, 'main-B2.css': /^text\/css/, 'icon-C3.ttf': /^font\/ttf/ }
    for (const [name, type] of Object.entries(types)) {
      const { headers, statusCode } = await app.inject(`/sandbox/${name}`)
      expect(statusCode).toBe(200)
      expect(headers['content-type']).toMatch(type)
      expect(headers['cache-control']).toBe('public, max-age=31536000, immutable')
    }
  })

  test('sends a file as it was compressed when bundled to a client that can read that', async () => {
    await writeBundle()
    const { body, headers } = await app.inject({
      url: '/sandbox/main-A1.js',
      headers: { 'accept-encoding': 'gzip, br' },
    })
    expect(body).toBe('main-A1.js.br')
    expect(headers).toMatchObject({ 'content-encoding': 'br', vary: 'accept-encoding' })
    expect(headers['content-type']).toMatch(/\/javascript/)
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable')
  })

  test('gives the registered operations, and nothing else that their objects hold', async () => {
    await writeBundle()
    const { headers, body } = await app.inject('/sandbox/operations.json')
    expect(JSON.parse(body)).toEqual([{ name: 'Ask', text: '{ a }', variables: { b: 1 } }])
    expect(headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-cache' })
  })

  test('allows everything below it nothing but its own origin', async () => {
    await writeBundle()
    for (const path of ['/sandbox', '/sandbox/operations.json', '/sandbox/main-A1.js']) {
      expect((await app.inject(path)).headers).toMatchObject(securityHeaders)
    }
    const sources = securityHeaders['content-security-policy']?.split('; ').flatMap((line) => line.split(' ').slice(1))
    expect(new Set(sources)).toEqual(new Set(["'none'", "'self'", "'unsafe-inline'", 'data:']))
    expect(securityHeaders['content-security-policy']).toContain("script-src 'self';")
  })

  test('leaves the headers of other routes alone', async () => {
    app.get('/other', async () => 'other')
    await writeBundle()
    expect((await app.inject('/other')).headers['content-security-policy']).toBeUndefined()
  })

  test('leads from the path with a slash to the page, below any path', async () => {
    await writeBundle()
    const { statusCode, headers } = await app.inject('/sandbox/')
    expect([statusCode, headers.location]).toEqual([302, '../sandbox'])
  })

  test('reaches no file outside the bundle', async () => {
    await writeBundle()
    for (const path of ['/sandbox/../page.html', '/sandbox/%2e%2e/page.html', '/sandbox/..%2fpage.html']) {
      expect((await app.inject(path)).statusCode).toBe(404)
    }
  })

  test('says what to run when nothing was bundled', async () => {
    registerSandbox(app, { operations: [], folder: join(folder, 'absent') })
    const { statusCode, body } = await app.inject('/sandbox')
    expect(statusCode).toBe(503)
    expect(body).toBe('The sandbox has not been bundled. Run `npm run generate`, then start the gateway again.\n')
  })
})

async function writeBundle(): Promise<void> {
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'page.html'), '<html></html>')
  for (const name of ['main-A1.js', 'main-A1.js.br', 'main-B2.css', 'icon-C3.ttf'])
    await writeFile(join(folder, 'assets', name), name)
  const operation = { name: 'Ask', text: '{ a }', variables: { b: 1 }, file: 'schema/operations/Ask.graphql' }
  registerSandbox(app, { operations: [operation], folder })
}
