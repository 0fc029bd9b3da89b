/**
 * Operations that no person would write: any selection, alias, fragment, argument and condition that the schema allows.
 */
import {
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql'
import type { Random } from '../../../src/campus/seeding/random.ts'

export interface RandomOperation {
  text: string
  variables: Record<string, unknown>
}

interface Writing {
  schema: GraphQLSchema
  random: Random
  variables: Map<string, { type: string; value: unknown }>
  fragments: string[]
  names: number
}

export function randomOperation(schema: GraphQLSchema, random: Random): RandomOperation {
  const root = schema.getQueryType()
  if (!root) throw new Error('The schema has no queries.')
  const writing: Writing = { schema, random, variables: new Map(), fragments: [], names: 0 }
  const body = selectionOf(writing, root, random.whole(1, 4))
  const declared = [...writing.variables].map(([name, { type }]) => `$${name}: ${type}`).join(', ')
  const variables = Object.fromEntries([...writing.variables].map(([name, { value }]) => [name, value]))
  return { text: [`query${declared && `(${declared})`} ${body}`, ...writing.fragments].join('\n'), variables }
}

const fresh = (writing: Writing, letter: string): string => `${letter}${writing.names++}`

function selectionOf(writing: Writing, type: GraphQLCompositeType, depth: number): string {
  const { random } = writing
  const parts = Array.from({ length: random.whole(1, 3) }, () => partOf(writing, type, depth))
  return `{ ${[...parts, ...(random.chance(0.3) ? ['__typename'] : [])].join(' ')} }`
}

function partOf(writing: Writing, type: GraphQLCompositeType, depth: number): string {
  const { random, schema } = writing
  if (isAbstractType(type) && (random.chance(0.6) || !('getFields' in type))) {
    const of = random.pick(schema.getPossibleTypes(type))
    return `... on ${of.name}${condition(writing)} ${selectionOf(writing, of, depth)}`
  }
  if (random.chance(0.12)) return spread(writing, type, depth)
  return fieldOf(writing, type, depth)
}

function spread(writing: Writing, type: GraphQLCompositeType, depth: number): string {
  const { random } = writing
  if (random.chance(0.5)) return `...${condition(writing)} ${selectionOf(writing, type, depth)}`
  const name = fresh(writing, 'F')
  const selection = selectionOf(writing, type, depth)
  writing.fragments.push(`fragment ${name} on ${type.name} ${selection}`)
  return `...${name}${condition(writing)}`
}

function fieldOf(writing: Writing, type: GraphQLCompositeType, depth: number): string {
  if (!('getFields' in type)) return '__typename'
  const { random } = writing
  const fields = Object.values(type.getFields())
  const usable = depth > 0 ? fields : fields.filter(({ type: of }) => !isCompositeType(getNamedType(of)))
  if (usable.length === 0) return '__typename'
  const field = random.pick(usable)
  const of = getNamedType(field.type)
  const selection = isCompositeType(of) ? ` ${selectionOf(writing, of, depth - 1)}` : ''
  return `${fresh(writing, 'a')}: ${field.name}${argumentsOf(writing, field)}${condition(writing)}${selection}`
}

function condition(writing: Writing): string {
  const { random } = writing
  if (!random.chance(0.15)) return ''
  const name = random.pick(['skip', 'include'])
  if (random.chance(0.5)) return ` @${name}(if: ${random.chance(0.5)})`
  const variable = fresh(writing, 'v')
  writing.variables.set(variable, { type: 'Boolean!', value: random.chance(0.6) })
  return ` @${name}(if: $${variable})`
}

function argumentsOf(writing: Writing, field: GraphQLField<unknown, unknown>): string {
  const given = field.args.filter(({ type }) => isNonNullType(type) || writing.random.chance(0.3))
  return given.length === 0 ? '' : `(${given.map((argument) => argumentOf(writing, argument)).join(', ')})`
}

function argumentOf(writing: Writing, { name, type }: GraphQLArgument): string {
  const { random } = writing
  if (random.chance(0.4)) return `${name}: ${literal(type, random)}`
  const variable = fresh(writing, 'v')
  writing.variables.set(variable, { type: String(type), value: JSON.parse(json(type, random)) })
  return `${name}: $${variable}`
}

/** The value as GraphQL writes it: names without quotes. */
const literal = (type: GraphQLInputType, random: Random): string => valueFor(type, random, { quoteNames: false })
const json = (type: GraphQLInputType, random: Random): string => valueFor(type, random, { quoteNames: true })

interface Notation {
  quoteNames: boolean
}

function valueFor(type: GraphQLInputType, random: Random, notation: Notation): string {
  if (isNonNullType(type)) return someValue(type.ofType, random, notation)
  return random.chance(0.05) ? 'null' : someValue(type, random, notation)
}

function someValue(type: GraphQLInputType, random: Random, notation: Notation): string {
  const name = (text: string) => (notation.quoteNames ? JSON.stringify(text) : text)
  if (isListType(type)) {
    const items = Array.from({ length: random.whole(0, 2) }, () => valueFor(type.ofType, random, notation))
    return `[${items.join(', ')}]`
  }
  if (isEnumType(type)) return name(random.pick(type.getValues()).name)
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter((field) => isNonNullType(field.type) || random.chance(0.4))
    return `{ ${fields.map((field) => `${name(field.name)}: ${valueFor(field.type, random, notation)}`).join(', ')} }`
  }
  return scalarText[type.name]?.(random) ?? JSON.stringify(`text ${random.whole(0, 99)}`)
}

const scalarText: Readonly<Record<string, (random: Random) => string>> = {
  Int: (random) => String(random.whole(0, 50)),
  Float: (random) => String(random.whole(-80, 80) / 2),
  Boolean: (random) => String(random.chance(0.5)),
  DateTime: (random) => JSON.stringify(`20${random.whole(26, 31)}-01-01T00:00:00Z`),
  Date: (random) => JSON.stringify(`20${random.whole(26, 31)}-01-01`),
  LocalTime: () => JSON.stringify('08:00'),
}
