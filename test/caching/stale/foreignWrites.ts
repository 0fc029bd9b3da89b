/** How long a commit that no gateway made takes until instances show it, asked again and again. */
import { setTimeout } from 'node:timers/promises'
import type pg from 'pg'
import { encodeGlobalId } from '../../../src/globalId.ts'
import type { Racer } from './race.ts'

export interface ForeignWrites {
  client: pg.Client
  instances: Racer[]
  room: number
  writes: number
}

/** ms, of each write on each instance */
export async function measureForeignWrites({ client, instances, room, writes }: ForeignWrites): Promise<number[][]> {
  const query = `{ node(id: "${encodeGlobalId('Space', room)}") { ... on Space { floor } } }`
  const body = JSON.stringify({ query })
  const headers = { 'content-type': 'application/json' }
  const seen: number[][] = []
  for (let floor = 1; floor <= writes; floor++) {
    await client.query('update spaces set floor = $1 where id = $2', [floor, room])
    const start = performance.now()
    const took = await Promise.all(
      instances.map(async (instance) => {
        for (;;) {
          const { graphql } = await instance.send({ method: 'POST', headers, body })
          if (graphql.data?.node.floor >= floor) return performance.now() - start
          // Asked without a pause, the asking would be what keeps the machine from anything else.
          await setTimeout(1)
        }
      }),
    )
    seen.push(took)
  }
  return seen
}
