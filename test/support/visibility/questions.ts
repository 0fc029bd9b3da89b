/** The arguments with which a path leads to rows, and inputs with which each mutation succeeds and changes nothing. */
import type { GraphQLSchema } from 'graphql'
import { isObjectType } from 'graphql'
import type { Step } from './routes.ts'
import type { Ids } from './stage.ts'

const times = 'startsAt: "2031-08-04T08:00:00Z", endsAt: "2031-08-04T09:00:00Z"'
const allStates = 'filter: { statuses: [PENDING, CONFIRMED, CANCELLED] }'

/** Pages hold all rows, including cancelled bookings. */
export function argumentsFor(schema: GraphQLSchema, ids: Ids) {
  return ({ parent, field, on = '' }: Step): string => {
    const type = schema.getType(parent)
    const known = isObjectType(type) ? type.getFields()[field]?.args.map(({ name }) => name) : []
    const given = [
      ...(known?.includes('first') ? ['first: 60'] : []),
      ...(field === 'bookings' ? [allStates] : []),
      ...(rootArguments(ids, on)[`${parent}.${field}`] ?? []),
    ]
    return given.length === 0 ? '' : `(${given.join(', ')})`
  }
}

const rootArguments = (ids: Ids, on: string): Record<string, string[]> => ({
  'Query.node': [`id: "${ids[on || 'Space']?.[0]}"`],
  'Query.nodes': [`ids: ${JSON.stringify(ids[on || 'Space'])}`],
  'Query.building': ['name: "Hall"'],
  'Query.search': ['query: "Hall"'],
  'Query.freeSpaces': [times],
})

const ownPassword = 'a good long password'

/** Inputs by mutation. A mutation that is not here has a payload that leads to no hidden field. */
export function inputsOf(ids: Ids, who: string, unique: string): Record<string, string> {
  return {
    signUp: `username: "${unique}", email: "${unique}@campus.example", password: "${ownPassword}"`,
    signIn: `login: "signer", password: "${ownPassword}"`,
    updateProfile: '',
    setUserRole: `user: "${ids.User?.[0]}", role: STUDENT`,
    createBooking: `space: "${ids.Classroom?.[0]}", title: "Secret", ${timesOf(who)}, idempotencyKey: "once"`,
    updateBooking: `booking: "${ids.Booking?.[0]}"`,
    cancelBooking: `booking: "${ids.cancelled?.[0]}"`,
    confirmBooking: `booking: "${ids.Booking?.[0]}"`,
    rate: `subject: "${ids.Classroom?.[0]}", score: 4`,
    updateBuilding: `building: "${ids.Building?.[0]}"`,
    updateSpace: `space: "${ids.Classroom?.[0]}"`,
    updateTerm: `term: "${ids.Term?.[0]}"`,
  }
}

const dayMs = 86_400_000

/** A day of one's own, so that no other booking has taken it */
function timesOf(who: string): string {
  const day = new Date(Date.now() + (10 + who.length) * dayMs).toISOString().slice(0, 10)
  return `startsAt: "${day}T08:00:00Z", endsAt: "${day}T09:00:00Z"`
}
