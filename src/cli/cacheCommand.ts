/**
 * `compax cache purge` removes answers from the cache of every running gateway, for an operator whose change bypassed
 * the triggers.
 */

import type { Command } from 'commander'
import { tagExamples, tagMap } from '../campus/cacheTags.ts'
import { realConditions } from '../gateway/invalidation/conditions.ts'
import { createInstances } from '../gateway/invalidation/instances.ts'
import { createOwnBarriers } from '../gateway/invalidation/ownBarriers.ts'
import { writePurge } from '../gateway/invalidation/purge.ts'
import { createPropagationWait } from '../gateway/invalidation/settle.ts'
import { openStatements } from '../gateway/invalidation/statements.ts'
import { readOperations } from '../gateway/operations/manifest.ts'
import { hashesNamed } from '../gateway/operations/registeredTexts.ts'
import { purgeTags } from '../gateway/tags/purgeTags.ts'
import { readTag } from '../gateway/tags/readTag.ts'
import { everything, operationTag, type Tag, tagOf } from '../gateway/tags/tag.ts'
import { UsageError } from '../operatorErrors.ts'
import { withDatabase } from '../postgres/withDatabase.ts'
import type { CommandLine } from './commandLine.ts'

interface PurgeFlags {
  tag: string[]
  operation?: string
  all?: boolean
  dryRun?: boolean
}

export function addCacheCommand(program: Command, line: CommandLine): void {
  const collect = (value: string, earlier: string[]): string[] => [...earlier, value]
  program
    .command('cache')
    .description('the answers that gateways keep')
    .command('purge')
    .description('forget kept answers in every gateway')
    .option('--tag <tag>', 'what depends on it, such as Space:42, Space.bookings:42, buildings, any:Space', collect, [])
    .option('--operation <id>', "an operation's answers: its SHA-256, or its name where it is registered")
    .option('--all', 'all of them')
    .option('--dry-run', 'say what would be purged and change nothing')
    .action((flags: PurgeFlags) => purge(flags, line))
}

async function purge(flags: PurgeFlags, line: CommandLine): Promise<void> {
  const { tags, described } = readTarget(flags)
  if (flags.dryRun === true) {
    line.stdout.write(`Would purge ${described}.\n`)
    return
  }
  const report = (text: string) => void line.stderr.write(`${text}\n`)
  await withDatabase(line.settings(), report, async (url) => {
    const { write, close } = openStatements(url)
    try {
      await writePurge(
        write,
        tags.map(({ kind, id }) => tagOf(kind, id)),
      )
      const instances = createInstances(write, realConditions.clock)
      const { signal } = new AbortController()
      // Nothing in this process reads the log of changes.
      const barriers = createOwnBarriers()
      await createPropagationWait({ ...realConditions, write, instances, barriers, ids: [], signal })()
    } finally {
      await close()
    }
  })
  line.stdout.write(`Purged ${described}: no gateway answers from them any more.\n`)
}

/** Throws a UsageError unless the flags name exactly one target, and one that exists. */
function readTarget({ tag: texts, operation, all }: PurgeFlags): { tags: Tag[]; described: string } {
  const given = [texts.length > 0, operation !== undefined, all === true].filter(Boolean).length
  if (given !== 1) throw new UsageError('Say what to purge: one of --tag, --operation and --all.')
  if (all === true) return { tags: [everything], described: 'all answers' }
  if (operation !== undefined) {
    return { tags: hashesOf(operation).map(operationTag), described: `the answers of the operation ${operation}` }
  }
  const tags = texts.map(tagIn)
  return {
    tags: tags.flatMap((tag) => purgeTags(tagMap, tag)),
    described: `the answers that depend on ${tags.map((tag) => tagMap.describe(tag)).join(', ')}`,
  }
}

function tagIn(text: string): Tag {
  const tag = readTag(tagMap, text)
  if (tag !== undefined) return tag
  throw new UsageError(`--tag must be like ${tagExamples.tags}, not ${JSON.stringify(text)}.`)
}

function hashesOf(operation: string): string[] {
  const [, hash] = /^(?:sha256:)?([0-9a-f]{64})$/i.exec(operation) ?? []
  const hashes = hash === undefined ? hashesNamed(readOperations(), operation) : [hash]
  if (hashes.length > 0) return hashes
  throw new UsageError(
    `--operation must be the SHA-256 of an operation or the name of a registered one, not ${JSON.stringify(operation)}.`,
  )
}
