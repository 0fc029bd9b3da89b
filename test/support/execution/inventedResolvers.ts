/**
 * A schema whose every field gives an invented value, always the same for the same place and arguments: things and
 * lists of things, at once, promised or pending, and now and then what no resolver should give.
 */
import {
  GraphQLError,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import { createRandom, type Random } from '../../../src/campus/seeding/random.ts'
import { Pending } from '../../../src/gateway/loaders/pending.ts'

interface Thing {
  seed: string
  __typename?: string
}

/** @param faults the share of values that are wrong in some way, 0 to 1 */
export function inventResolvers(schema: GraphQLSchema, faults: number): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue
    if (isAbstractType(type)) type.resolveType = ({ __typename }: Thing) => __typename
    if (!isObjectType(type)) continue
    for (const field of Object.values(type.getFields())) field.resolve = resolverOf(schema, field, faults)
  }
  return schema
}

function resolverOf(schema: GraphQLSchema, { name, type }: GraphQLField<unknown, unknown>, faults: number) {
  return (source: Thing | undefined, args: object): unknown => {
    const seed = `${source?.seed ?? ''}/${name}${JSON.stringify(args)}`
    const random = createRandom(seed)
    if (random.chance(faults / 2)) throw new GraphQLError(`No ${name} today.`, { extensions: { code: 'NOT_TODAY' } })
    const way = random.pick(['now', 'now', 'promise', 'pending', 'later'])
    const value = () => invent({ schema, faults, random }, type, seed)
    if (way === 'now') return value()
    if (way === 'promise') return Promise.resolve().then(value)
    const pending = new Pending<unknown>()
    const settle = () => {
      if (random.chance(faults / 2)) pending.fail(new Error(`${name} was lost.`))
      else pending.settle(value())
    }
    if (way === 'pending') settle()
    else setImmediate(settle)
    return pending
  }
}

interface Inventing {
  schema: GraphQLSchema
  faults: number
  random: Random
}

function invent(inventing: Inventing, type: GraphQLOutputType, seed: string): unknown {
  const { schema, faults, random } = inventing
  if (isNonNullType(type)) return random.chance(faults / 4) ? null : invent(inventing, type.ofType, seed)
  if (random.chance(0.08)) return random.chance(0.5) ? null : undefined
  if (random.chance(faults / 4)) return random.pick<unknown>([new Error('A value that is an error.'), Symbol('odd'), 7])
  if (isListType(type)) {
    const items = Array.from({ length: random.whole(0, 3) }, (_, i) => invent(inventing, type.ofType, `${seed}#${i}`))
    // graphql-js leaves promises of such a list unheard when it gives up on the list.
    return faults === 0 && random.chance(0.2) ? items.map(async (item) => item) : items
  }
  if (isAbstractType(type)) {
    const name = random.chance(faults / 4) ? 'Nonsense' : random.pick(schema.getPossibleTypes(type)).name
    return { seed, __typename: name }
  }
  if (isObjectType(type)) return { seed }
  if (isEnumType(type)) return random.chance(faults / 4) ? 'NONE_OF_THEM' : random.pick(type.getValues()).value
  return scalars[type.name]?.(random) ?? `text ${random.whole(0, 9)}`
}

const scalars: Readonly<Record<string, (random: Random) => unknown>> = {
  Int: (random) => random.whole(-5, 5),
  Float: (random) => random.whole(-5, 5) / 4,
  Boolean: (random) => random.chance(0.5),
  ID: (random) => random.pick<unknown>(['id', 4]),
}
