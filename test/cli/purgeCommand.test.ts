import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readOperations } from '../../src/gateway/operations/manifest.ts'
import { openStage, type Stage } from '../support/caching/stage.ts'
import { tagsOf } from '../support/caching/tagsOf.ts'
import { runNode } from '../support/runNode.ts'

let stage: Stage
beforeEach(async () => {
  stage = await openStage()
})
afterEach(() => stage.close())

const launcher = join(import.meta.dirname, '../../src/bin/compax.js')
const purge = (...flags: string[]) =>
  runNode([launcher, 'cache', 'purge', ...flags], { cwd: tmpdir(), env: { DATABASE_URL: stage.url } })

describe('compax cache purge', () => {
  test('forgets what depends on a tag in every gateway before it ends', async () => {
    const { invalidation, resets } = await stage.open()
    const { sequence, stamp } = invalidation.mark()
    expect(await purge('--tag', 'Space:42', '--tag', 'buildings')).toEqual({
      exitStatus: 0,
      stdout: 'Purged the answers that depend on Space:42, buildings: no gateway answers from them any more.\n',
      stderr: '',
    })
    for (const gone of ['Space:42', 'any:Space', 'buildings', 'any:Building']) {
      expect([gone, invalidation.isFresh(tagsOf(gone), sequence)]).toEqual([gone, false])
      expect([gone, invalidation.isFreshSince(tagsOf(gone), stamp)]).toEqual([gone, false])
    }
    expect(invalidation.isFresh(tagsOf('*', 'bulk:Space', 'Space:41'), sequence)).toBe(true)
    expect(resets()).toBe(1)
  })

  test('of a type, of an operation by name or hash, and of everything', async () => {
    const { invalidation } = await stage.open()
    const [operation] = readOperations()
    const targets = [
      { flags: ['--tag', 'Space'], gone: ['any:Space', 'bulk:Space'] },
      { flags: ['--operation', operation?.name ?? ''], gone: [`operation:${operation?.id}`] },
      { flags: ['--operation', `sha256:${operation?.id}`], gone: [`operation:${operation?.id}`] },
      { flags: ['--all'], gone: ['*'] },
    ]
    for (const { flags, gone } of targets) {
      const { sequence } = invalidation.mark()
      expect((await purge(...flags)).exitStatus).toBe(0)
      for (const tag of gone) expect([tag, invalidation.isFresh(tagsOf(tag), sequence)]).toEqual([tag, false])
      expect(invalidation.isFresh(tagsOf('Space:42'), sequence)).toBe(true)
    }
  })

  test('--dry-run says what would be and changes nothing', async () => {
    expect(await purge('--all', '--dry-run')).toEqual({
      exitStatus: 0,
      stdout: 'Would purge all answers.\n',
      stderr: '',
    })
    expect(await stage.query('select 1 from cache.purge')).toEqual([])
  })

  test.for([
    [[], 'Say what to purge: one of --tag, --operation and --all.'],
    [['--all', '--tag', 'buildings'], 'Say what to purge: one of --tag, --operation and --all.'],
    [['--tag', 'space:1'], '--tag must be like Space:42, Space.bookings:42, buildings or any:Space, not "space:1".'],
    [
      ['--operation', 'Nothing'],
      '--operation must be the SHA-256 of an operation or the name of a registered one, not "Nothing".',
    ],
  ] as const)('%s is bad usage', async ([flags, told]) => {
    expect(await purge(...flags)).toEqual({ exitStatus: 2, stdout: '', stderr: `${told}\n` })
  })
})
