/** `POST /cache/purge`: which clients may use it, what they ask for, and the answer when the purge cannot be done. */
import { afterEach, describe, expect, test } from 'vitest'
import { tagExamples, tagMap } from '../../../src/campus/cacheTags.ts'
import { clientError } from '../../../src/gateway/errors/errors.ts'
import { registerPurgeRoute } from '../../../src/gateway/http/purgeRoute.ts'
import { readPurgeTags } from '../../../src/gateway/tags/readTag.ts'
import { type HttpApp, startHttpApp } from '../../support/httpApp.ts'

const hash = 'ab'.repeat(32)
const plainHash = 'cd'.repeat(32)
const registered = new Map([['Week', [plainHash, hash]]])

const running: HttpApp[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((app) => app.close()))
})

interface Setting {
  token?: string
  env?: Record<string, string>
  purge?(tags: readonly number[]): Promise<void>
}

async function start({ token, env, purge = async () => {} }: Setting = {}) {
  const purged: (readonly number[])[] = []
  const options = {
    token,
    examples: tagExamples,
    readTags: (text: string) => readPurgeTags(tagMap, text),
    hashesNamed: (name: string) => registered.get(name) ?? [],
    async purge(tags: readonly number[]) {
      purged.push(tags)
      await purge(tags)
    },
  }
  const app = await startHttpApp((to) => registerPurgeRoute(to, options), env)
  running.push(app)
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    app.send({
      method: 'POST',
      path: '/cache/purge',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  return { app, post, purged }
}

const written = (...texts: string[]) => texts.flatMap((text) => readPurgeTags(tagMap, text) ?? [])

describe('what is purged', () => {
  test.each([
    [{ tag: 'Space:42' }, ['Space:42']],
    [{ tag: 'Space' }, ['Space']],
    [{ tag: '*' }, ['*']],
    [{ tags: ['Space:42', 'buildings'] }, ['Space:42', 'buildings']],
    [{ operation: hash }, [`operation:${hash}`]],
    [{ operation: `sha256:${hash.toUpperCase()}` }, [`operation:${hash}`]],
    [{ operation: 'Week' }, [`operation:${plainHash}`, `operation:${hash}`]],
    [{ all: true }, ['*']],
  ])('%j', async (body, described) => {
    const { post, purged } = await start()
    const answer = await post(body)
    expect([answer.status, JSON.parse(answer.body.toString())]).toEqual([200, { purged: described }])
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
    })
    expect(purged).toEqual([written(...described)])
  })

  test('is written once, however often it is named', async () => {
    const { post, purged } = await start()
    const answer = await post({ tags: ['Space:42', 'Space:42', 'Space:43'] })
    expect(JSON.parse(answer.body.toString())).toEqual({ purged: ['Space:42', 'Space:43'] })
    expect(purged).toEqual([[...new Set(written('Space:42', 'Space:43'))]])
  })

  test('is gone before it is answered', async () => {
    const settled = Promise.withResolvers<void>()
    const begun = Promise.withResolvers<void>()
    const { post } = await start({
      purge() {
        begun.resolve()
        return settled.promise
      },
    })
    const order: string[] = []
    const answered = post({ all: true }).then(() => order.push('answered'))
    await begun.promise
    order.push('settled')
    settled.resolve()
    await answered
    expect(order).toEqual(['settled', 'answered'])
  })
})

describe('who may', () => {
  const body = { all: true }

  test('this machine, where no token is set; through a proxy no client', async () => {
    const { post, purged } = await start({ env: { TRUST_PROXY: '127.0.0.1' } })
    const elsewhere = await post(body, { 'x-forwarded-for': '192.0.2.1' })
    expect([elsewhere.status, elsewhere.code, purged]).toEqual([403, 'FORBIDDEN', []])
    expect(elsewhere.graphql.errors?.[0]?.message).toContain('PURGE_TOKEN')
    expect((await post(body)).status).toBe(200)
  })

  test('with a token set, every client that has it', async () => {
    const { post, purged } = await start({ token: 'forget', env: { TRUST_PROXY: '127.0.0.1' } })
    for (const headers of [{}, { authorization: 'Bearer forge' }]) {
      const wrong = await post(body, headers)
      expect([wrong.status, wrong.code, wrong.headers['www-authenticate']]).toEqual([401, 'UNAUTHENTICATED', 'Bearer'])
    }
    expect(purged).toEqual([])
    const from = { 'x-forwarded-for': '192.0.2.1' }
    expect((await post(body, { ...from, authorization: 'Bearer forget' })).status).toBe(200)
  })

  test('a stranger learns nothing of what a body should be', async () => {
    const { post } = await start({ token: 'forget' })
    expect((await post('{', {})).status).toBe(401)
  })
})

describe('abuse: nothing is purged, and the answer says why', () => {
  const which = 'Say what to purge: a JSON object with one of `tag`, `tags`, `operation` and `all`.'
  const tagLike = 'A tag must be like Space:42, Space.bookings:42, buildings or any:Space, not'
  const operationLike = '`operation` must be the SHA-256 of an operation or the name of a registered one, not'

  test.each<[unknown, string]>([
    ['{ "tag": ', 'The body must be JSON.'],
    ['', 'The body must be JSON.'],
    ['null', which],
    ['"Space:42"', which],
    [['Space:42'], which],
    [{}, which],
    [{ tag: 'Space:42', all: true }, which],
    [{ all: true, dryRun: true }, which],
    [{ '': true }, which],
    [{ tag: 42 }, '`tag` must be a string.'],
    [{ tag: 'Room:1' }, `${tagLike} "Room:1".`],
    [{ tag: 'Space:x' }, `${tagLike} "Space:x".`],
    [{ tag: '__proto__' }, `${tagLike} "__proto__".`],
    [{ tag: 'x'.repeat(5000) }, `${tagLike} "${'x'.repeat(80)}".`],
    [{ tags: [] }, '`tags` must be an array of at least one string.'],
    [{ tags: 'Space:42' }, '`tags` must be an array of at least one string.'],
    [{ tags: ['Space:42', 7] }, '`tags` must be an array of at least one string.'],
    [{ tags: ['Space:42', 'Room:1'] }, `${tagLike} "Room:1".`],
    [{ operation: null }, '`operation` must be a string.'],
    [{ operation: 'Weak' }, `${operationLike} "Weak".`],
    [{ operation: hash.slice(1) }, `${operationLike} "${hash.slice(1)}".`],
    [{ all: false }, '`all` must be true.'],
    [{ all: 'true' }, '`all` must be true.'],
  ])('%j', async (body, message) => {
    const { post, purged } = await start()
    const answer = await post(body)
    expect([answer.status, answer.graphql.errors]).toEqual([400, [{ message, extensions: { code: 'BAD_USER_INPUT' } }]])
    expect(purged).toEqual([])
  })

  test('more than a thousand tags at once', async () => {
    const { post, purged } = await start()
    const spaces = Array.from({ length: 1001 }, (_, index) => `Space:${index + 1}`)
    const { status, graphql } = await post({ tags: spaces })
    const message = '`tags` may have 1000 tags. Purge all of a type, as in any:Space.'
    expect([status, graphql.errors?.[0]?.message, purged]).toEqual([400, message, []])
    expect((await post({ tags: spaces.slice(1) })).status).toBe(200)
  })

  test('405 for any other method', async () => {
    const { app } = await start()
    for (const method of ['GET', 'DELETE', 'PUT']) {
      const answer = await app.send({ method, path: '/cache/purge' })
      expect([answer.status, answer.headers.allow]).toEqual([405, 'POST'])
    }
  })

  test('413 for a body of more than a MiB', async () => {
    const { post, purged } = await start()
    const answer = await post({ tags: ['x'.repeat(1024 * 1024)] })
    expect([answer.status, answer.code, purged]).toEqual([413, 'BAD_USER_INPUT', []])
  })

  test.each(['text/plain', 'application/x-www-form-urlencoded'])(
    '415 for %s, which a page of any origin can send',
    async (contentType) => {
      const { post, purged } = await start()
      const answer = await post({ all: true }, { 'content-type': contentType })
      expect([answer.status, answer.code, purged]).toEqual([415, 'BAD_USER_INPUT', []])
    },
  )

  test('503 while the database cannot say that it is done', async () => {
    const purge = () => Promise.reject(clientError('SERVICE_UNAVAILABLE', 'The database is away.'))
    const { post } = await start({ purge })
    const answer = await post({ all: true })
    expect([answer.status, answer.code, answer.headers['retry-after']]).toEqual([503, 'SERVICE_UNAVAILABLE', '1'])
  })

  test('500 for a defect of ours, with an id and no word of it', async () => {
    const { post } = await start({ purge: () => Promise.reject(new Error('relation "cache.purge" is gone')) })
    const answer = await post({ all: true })
    expect([answer.status, answer.code]).toEqual([500, 'INTERNAL_SERVER_ERROR'])
    expect(answer.body.toString()).not.toContain('relation')
  })
})
