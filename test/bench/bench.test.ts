import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { resultsOf } from '../../bench/contest/results.ts'
import type { Standing } from '../../bench/contest/rounds.ts'
import { rateAfterFirstSecond } from '../../bench/measure/pgbench.ts'
import { readOptions } from '../../bench/options.ts'
import { drawChart } from '../../bench/report/chart.ts'
import { difference } from '../../bench/works/sameAnswer.ts'

const standing = (name: string, ...rates: number[]): Standing => ({
  name,
  samples: rates.map((perSecond) => ({ perSecond })),
})

const finder = { work: 'finder', bytes: 5000, statementsOf: () => undefined }

test('a ratio is the median of the ratios within each round, not a ratio of medians', () => {
  // The machine was slow in the second round, for both.
  const [result] = resultsOf([standing('ours', 300, 30, 310), standing('postgraphile', 100, 20, 200)], finder)
  expect(result).toMatchObject({ work: 'finder', peer: 'postgraphile', bytes: 5000, ours: 300, theirs: 100 })
  expect(result?.ratio).toBe(310 / 200)
  expect(result?.unit).toBe('requests/s')
})

test('a goal is met from its ratio on, and rows without one have none', () => {
  const [met, missed, without] = resultsOf(
    [standing('ours', 300), standing('postgraphile', 100), standing('mercurius-jit', 151), standing('yoga-pothos', 1)],
    finder,
  )
  expect([met?.goal?.met, missed?.goal?.met, without?.goal]).toEqual([true, false, undefined])
})

test('answers are the same whatever their cursors and however a moment is written, and differ by one value', () => {
  const answer = (endCursor: string, startsAt: string, title = 'Exam') => ({ endCursor, nodes: [{ startsAt, title }] })
  const ours = answer('a', '2026-11-23T08:00:00Z')
  expect(difference(ours, answer('b', '2026-11-23T08:00:00.000+00:00'))).toBeUndefined()
  expect(difference(ours, answer('a', '2026-11-23T08:00:00Z', 'Reserved'))).toContain('data.nodes.0.title')
  expect(difference(ours, answer('a', '2026-11-23T08:01:00Z'))).toContain('data.nodes.0.startsAt')
})

test('the chart shows all contestants, ours first', () => {
  const results = resultsOf([standing('ours', 300), standing('pgbench', 900), standing('postgraphile', 1200)], finder)
  const names = [...drawChart(results, 'a <machine>').matchAll(/text-anchor="end">([^<]+)</g)].map(([, name]) => name)
  expect(names).toEqual(['compax', 'postgraphile', 'pgbench'])
})

test('what pgbench does in its first second, while it prepares, does not count', () => {
  const output = `progress: 1.0 s, 200.0 tps, lat 1.2 ms
number of transactions actually processed: 1200
tps = 400.000000 (without initial connection time)
`
  expect(rateAfterFirstSecond(output)).toBe(500)
  expect(() => rateAfterFirstSecond('nothing')).toThrow('pgbench said nothing')
})

test('options that are none are refused', () => {
  expect(readOptions(['--quick', '--json', 'figures.json'])).toMatchObject({
    quick: true,
    json: 'figures.json',
    rounds: 5,
  })
  expect(() => readOptions(['--rounds', 'many'])).toThrow('--rounds must be a whole number')
  expect(() => readOptions(['--quickly'])).toThrow('--quickly')
})

test('what the machine lacks is named with how it is installed, and the exit status is 2', () => {
  const run = join(import.meta.dirname, '../../bench/run.ts')
  const { status, stderr } = spawnSync(process.execPath, [run], { env: { PATH: '/nowhere' }, encoding: 'utf8' })
  expect(status).toBe(2)
  for (const program of ['wrk', 'pgbench', 'redis-server'])
    expect(stderr).toMatch(new RegExp(`${program} is missing.*apt-get install`))
})
