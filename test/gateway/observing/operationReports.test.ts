/** What a verbose log and tools in the process learn of each operation. */
import { channel } from 'node:diagnostics_channel'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { readOperations } from '../../../src/gateway/operations/manifest.ts'
import { createCampusRows } from '../../support/campusRows.ts'
import { type HttpGateway, startHttpGateway } from '../../support/httpGateway.ts'

const campusMap = readOperations().find(({ name }) => name === 'CampusMap')
const [trace, debug] = [10, 20]

let gateway: HttpGateway
beforeAll(async () => {
  const campus = createCampusRows()
  campus.building()
  gateway = await startHttpGateway({ prepare: campus.insert, env: { LOG_LEVEL: 'trace', CACHE_MEMORY_MB: '64' } })
})
afterAll(() => gateway.stop())

const linesWith = (message: RegExp) => gateway.logged().filter(({ msg }) => message.test(String(msg)))
const ask = () => gateway.post({ documentId: campusMap?.id })
const isHit = async () => expect((await ask()).headers['cache-status']).toContain('hit')

describe('the verbose log', () => {
  test('has a line for each operation, at any way to its answer', async () => {
    await gateway.post({ query: '{ terms { name } }' })
    await gateway.post({ query: '{ unknown }' })
    await vi.waitFor(isHit, 10_000)
    const lines = linesWith(/An operation was answered/)
    expect(lines[0]).toMatchObject({
      level: debug,
      operation: 'other',
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      outcome: 'ok',
      statements: 1,
      cacheStatus: 'compax; fwd=bypass; detail=first',
      milliseconds: expect.any(Number),
    })
    expect(lines[1]).toMatchObject({ operation: 'other', outcome: 'error', statements: 0 })
    expect(lines.at(-1)).toMatchObject({
      operation: 'CampusMap',
      outcome: 'ok',
      statements: 0,
      cacheStatus: expect.stringContaining('compax; hit'),
    })
  })

  test('has the statements of each operation, without a value', async () => {
    await gateway.post({ query: '{ building(name: "Schloss Immensee") { id } }' })
    expect(linesWith(/A statement was sent/).at(-1)).toMatchObject({
      level: trace,
      operation: 'other',
      text: expect.stringContaining('buildings'),
    })
    expect(JSON.stringify(gateway.logged())).not.toContain('Immensee')
  })
})

describe('the channels', () => {
  test('publish requests, statements and what the cache does, to their subscribers', async () => {
    const messages: Record<string, unknown[]> = { request: [], sql: [], cache: [] }
    const listeners = Object.entries(messages).map(([name, list]) => {
      const listener = (message: unknown) => void list.push(message)
      channel(`compax.${name}`).subscribe(listener)
      return () => channel(`compax.${name}`).unsubscribe(listener)
    })
    await vi.waitFor(isHit, 10_000)
    await gateway.post({ query: '{ buildings(first: 1) { nodes { name floors } } }' })
    for (const stop of listeners) stop()
    const counts = Object.values(messages).map((list) => list.length)
    expect(messages.request?.at(-1)).toMatchObject({ operation: 'other', outcome: 'ok', statements: 1 })
    expect(messages.sql).toContainEqual({
      text: expect.stringContaining('buildings'),
      milliseconds: expect.any(Number),
    })
    expect(messages.cache).toContainEqual({ event: 'hit', operation: 'CampusMap', tier: 'memory' })
    await ask()
    expect(Object.values(messages).map((list) => list.length)).toEqual(counts)
  })
})
