/**
 * Which of the two media types of GraphQL over HTTP answers a request: the one that its `Accept` prefers, by the rules
 * of RFC 9110 §12.5.1. A client that takes anything gets `application/json`, because it may know of no other.
 */
import type { MediaType } from '../types.ts'
import { remembering } from './remembering.ts'

const offered: MediaType[] = ['application/json', 'application/graphql-response+json']

/** undefined: the client takes neither. */
export const mediaTypeFor = (accept: string | undefined): MediaType | undefined => preferredOf(accept ?? '')

const preferredOf = remembering((accept): MediaType | undefined => {
  if (accept.trim() === '') return 'application/json'
  const ranges = accept.split(',').map(readRange)
  const [best] = offered
    .map((type) => ({ type, ...mostSpecific(ranges, type) }))
    .filter(({ quality }) => quality > 0)
    // If both are equal, the first in the header counts, and a wildcard stands for our first.
    .sort((a, b) => b.quality - a.quality || a.place - b.place)
  return best?.type
})

interface MediaRange {
  name: string
  quality: number
  place: number
}

function readRange(text: string, place: number): MediaRange {
  const [name = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
  const weight = parameters.find((parameter) => parameter.startsWith('q='))
  return { name, quality: weight === undefined ? 1 : Number(weight.slice(2)), place }
}

function mostSpecific(ranges: MediaRange[], type: MediaType): Omit<MediaRange, 'name'> {
  const names = [type, 'application/*', '*/*']
  const found = names.map((name) => ranges.find((range) => range.name === name)).find((range) => range !== undefined)
  return found ?? { quality: 0, place: 0 }
}
