/** `first after last before`, checked once and turned into a direction of reading and a number of rows. */
import type { GraphQLError } from 'graphql'
import { badUserInput, clientError } from '../errors/errors.ts'

export const defaultPageSize = 20

export interface PageArguments {
  first?: number | null | undefined
  after?: string | null | undefined
  last?: number | null | undefined
  before?: string | null | undefined
}

export interface PageWindow {
  size: number
  /** Backwards means: the `size` rows nearest to the end; they are still answered in order. */
  backward: boolean
  after: string | undefined
  before: string | undefined
}

/** Throws what `pageArgumentsError` finds. */
export function pageWindow(args: PageArguments): PageWindow {
  const error = pageArgumentsError(args, Number.POSITIVE_INFINITY)
  if (error !== undefined) throw error
  return {
    size: args.first ?? args.last ?? defaultPageSize,
    backward: args.last !== undefined && args.last !== null,
    after: args.after ?? undefined,
    before: args.before ?? undefined,
  }
}

/** What is wrong with these arguments, if anything: BAD_USER_INPUT or PAGE_SIZE_EXCEEDED. */
export function pageArgumentsError(
  { first, last }: { first?: unknown; last?: unknown },
  maxPageSize: number,
): GraphQLError | undefined {
  if (first !== undefined && first !== null && last !== undefined && last !== null) {
    return badUserInput('Give `first` or `last`, not both.')
  }
  const [name, size] = last === undefined || last === null ? (['first', first] as const) : (['last', last] as const)
  if (size === undefined || size === null) return undefined
  if (typeof size !== 'number' || !Number.isInteger(size)) return badUserInput(`\`${name}\` must be a whole number.`)
  if (size < 0) return badUserInput(`\`${name}\` must not be negative; it is ${size}.`)
  if (size > maxPageSize) {
    return clientError(
      'PAGE_SIZE_EXCEEDED',
      `\`${name}\` is ${size}; a page holds at most ${maxPageSize}. Ask for the rest with \`after\` or \`before\`.`,
    )
  }
  return undefined
}
