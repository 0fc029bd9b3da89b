/** Many keys, each asked with several times at once: one booking a key, and one answer. */
import type { Execute } from '../../support/execute.ts'

export interface Repetition {
  gateway: { execute: Execute }
  tokens: string[]
  rooms: string[]
  keys: number
  repeats: number
}

export interface RepetitionReport {
  booked: number
  /** Repeats that got the very answer that the first of their key got */
  equal: number
}

const dayMs = 86_400_000
const keysAtOnce = 10

export async function repeatKeys({ gateway, tokens, rooms, keys, repeats }: Repetition): Promise<RepetitionReport> {
  const start = Math.ceil(Date.now() / dayMs) * dayMs + 2 * dayMs
  const report: RepetitionReport = { booked: 0, equal: 0 }
  const ask = async (key: number): Promise<string> => {
    const from = start + Math.floor(key / rooms.length) * 3_600_000
    const input = {
      space: rooms[key % rooms.length],
      title: `Key ${key}`,
      startsAt: new Date(from).toISOString(),
      endsAt: new Date(from + 3_600_000).toISOString(),
      idempotencyKey: `key ${key}`,
    }
    const mutation = `mutation ($input: CreateBookingInput!) {
      createBooking(input: $input) { booking { id title startsAt } userErrors { code message } }
    }`
    const { data, errors } = await gateway.execute(
      mutation,
      { input },
      { authorization: `Bearer ${tokens[key % tokens.length]}` },
    )
    return JSON.stringify({ data, errors })
  }
  for (let first = 0; first < keys; first += keysAtOnce) {
    const batch = Array.from({ length: Math.min(keysAtOnce, keys - first) }, (_, index) => first + index)
    const answers = await Promise.all(batch.map((key) => Promise.all(Array.from({ length: repeats }, () => ask(key)))))
    for (const [answer, ...again] of answers) {
      if (answer?.includes('"booking":{')) report.booked++
      report.equal += again.filter((other) => other === answer).length
    }
  }
  return report
}
