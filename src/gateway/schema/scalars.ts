/** Times as clients see them, which is how rows have them. */
import { GraphQLScalarType, Kind, type ValueNode } from 'graphql'
import { Temporal } from 'temporal-polyfill'
import { clientError } from '../errors/errors.ts'

const dateTimePattern = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/

/** Both ways in milliseconds at the finest, as the database keeps them. */
const dateTime = scalar('DateTime', {
  example: '2026-11-23T08:00:00Z',
  parse: (text) => {
    const plain = plainMoment(text)
    if (plain !== undefined) return plain
    if (!dateTimePattern.test(text)) throw new RangeError('not RFC 3339')
    const milliseconds = Temporal.Instant.from(text).epochMilliseconds
    const parsed = new Date(milliseconds).toISOString()
    if (!/^(?!0000)\d{4}-/.test(parsed)) throw new RangeError('not in the years 1 to 9999')
    return parsed
  },
})

const plainPattern = /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/

/** A time as programs write it. A day that no month has would become another day: Temporal must refuse it. */
function plainMoment(text: string): string | undefined {
  if (!plainPattern.test(text)) return undefined
  const moment = new Date(text)
  if (Number.isNaN(moment.getTime())) return undefined
  const canonical = moment.toISOString()
  return canonical.startsWith(text.slice(0, 19)) ? canonical : undefined
}

const date = scalar('Date', {
  example: '2026-11-23',
  parse: (text) => {
    if (!/^(?!0000)\d{4}-\d\d-\d\d$/.test(text)) throw new RangeError('not a day')
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString()
  },
})

const localTime = scalar('LocalTime', {
  example: '08:00',
  parse: (text) => {
    if (!/^\d\d:\d\d(:\d\d)?$/.test(text)) throw new RangeError('not a time')
    return Temporal.PlainTime.from(text, { overflow: 'reject' }).toString()
  },
  serialize: (text) => (text.endsWith(':00') && text.length === 8 ? text.slice(0, 5) : text),
})

export const scalars: Record<string, GraphQLScalarType> = { DateTime: dateTime, Date: date, LocalTime: localTime }

interface ScalarText {
  example: string
  /** The canonical text, or an error */
  parse(text: string): string
  serialize?(text: string): string
}

function scalar(
  name: string,
  { example, parse, serialize = (text) => text }: ScalarText,
): GraphQLScalarType<string, string> {
  const read = (value: unknown, nodes?: ValueNode): string => {
    try {
      if (typeof value === 'string') return parse(value)
    } catch {
      // reported below, in words of ours
    }
    const message = `${shown(value)} is not a ${name}; write it like "${example}".`
    throw clientError('BAD_USER_INPUT', message, { nodes: nodes ?? null, extensions: { scalar: name } })
  }
  return new GraphQLScalarType<string, string>({
    name,
    parseValue: (value) => read(value),
    parseLiteral: (node: ValueNode) => read(node.kind === Kind.STRING ? node.value : null, node),
    serialize: (value) => serialize(String(value)),
  })
}

/** The start of a long text is enough to find the mistake, and an object may be nested more deeply than any stack. */
const shown = (value: unknown): string =>
  typeof value === 'string' ? JSON.stringify(value.slice(0, 60)) : typeof value === 'object' ? 'This' : String(value)
