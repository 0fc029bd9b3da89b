/** What a body of `POST /cache/purge` asks gateways to forget, in the words of `compax cache purge`. */
import { badUserInput } from '../errors/errors.ts'

export interface PurgeWords {
  /** The tags that a purge of it must write; undefined for a text that is not a tag */
  readTags(text: string): readonly number[] | undefined
  /** The SHA-256 of each text of a registered operation, hexadecimal; empty for an unknown name */
  hashesNamed(name: string): readonly string[]
  /** Examples of the application's tags, for messages */
  examples: TagExamples
}

interface TagExamples {
  /** Some examples, as a sentence lists them */
  tags: string
  /** An example that stands for all rows of a type */
  type: string
}

export interface PurgeTarget {
  /** As tags are written */
  described: string[]
  tags: number[]
}

/** More are purged sooner by their type, and every gateway has to read each of them */
const maxTags = 1000
const ways = ['tag', 'tags', 'operation', 'all']

/** Throws BAD_USER_INPUT unless it is exactly one thing, and one that exists. */
export function readPurge(body: unknown, words: PurgeWords): PurgeTarget {
  const described = [...new Set(readTexts(body, words))]
  const tags = described.flatMap((text) => words.readTags(text) ?? refuseTag(text, words))
  return { described, tags: [...new Set(tags)] }
}

function readTexts(body: unknown, words: PurgeWords): string[] {
  const [[way, value] = ['', undefined], another] =
    typeof body === 'object' && body !== null ? Object.entries(body) : []
  const isAsked = ways.includes(way) && another === undefined
  if (!isAsked) {
    throw badUserInput('Say what to purge: a JSON object with one of `tag`, `tags`, `operation` and `all`.')
  }
  if (way === 'tags') return readList(value, words)
  if (way === 'all') return value === true ? ['*'] : refuseValue('`all` must be true')
  if (typeof value !== 'string') return refuseValue(`\`${way}\` must be a string`)
  return way === 'tag' ? [value] : readHashes(value, words).map((hash) => `operation:${hash}`)
}

function readList(value: unknown, { examples }: PurgeWords): string[] {
  const isList = Array.isArray(value) && value.length > 0 && value.every((entry) => typeof entry === 'string')
  if (!isList) return refuseValue('`tags` must be an array of at least one string')
  if (value.length <= maxTags) return value
  return refuseValue(`\`tags\` may have ${maxTags} tags. Purge all of a type, as in ${examples.type}`)
}

function readHashes(operation: string, { hashesNamed }: PurgeWords): readonly string[] {
  const [, hash] = /^(?:sha256:)?([0-9a-f]{64})$/i.exec(operation) ?? []
  const hashes = hash === undefined ? hashesNamed(operation) : [hash.toLowerCase()]
  if (hashes.length > 0) return hashes
  throw badUserInput(
    `\`operation\` must be the SHA-256 of an operation or the name of a registered one, not ${shown(operation)}.`,
  )
}

function refuseTag(text: string, { examples }: PurgeWords): never {
  throw badUserInput(`A tag must be like ${examples.tags}, not ${shown(text)}.`)
}

function refuseValue(message: string): never {
  throw badUserInput(`${message}.`)
}

const shown = (value: string): string => JSON.stringify(value.slice(0, 80))
