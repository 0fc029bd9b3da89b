/** How long a commit that no gateway made takes until instances show it. */
import { setTimeout } from 'node:timers/promises'
import type pg from 'pg'
import { encodeGlobalId } from '../../../src/gateway/schema/globalId.ts'
import type { Racer } from './race.ts'

export interface ForeignWrites {
  client: pg.Client
  instances: Racer[]
  room: number
  writes: number
}

/** For processes that have answered another question so far */
const warmUps = 50

export interface Shown {
  /** ms, of each write, by the one instance that was asked */
  byOne: number[]
  /** ms, of each write, by the last of all that were asked at once */
  byAll: number[]
}

/**
 * The client is one process with the database and the instances on one machine, so asking all instances at once slows
 * what it measures.
 */
export async function measureForeignWrites({ client, instances, room, writes }: ForeignWrites): Promise<Shown> {
  const query = `{ node(id: "${encodeGlobalId('Space', room)}") { ... on Space { floor } } }`
  const body = JSON.stringify({ query })
  const headers = { 'content-type': 'application/json' }
  let floor = 0

  /** Asks until all asked instances show what was written just now. */
  async function write(asked: Racer[]): Promise<number> {
    floor++
    await client.query('update spaces set floor = $1 where id = $2', [floor, room])
    const start = performance.now()
    await Promise.all(asked.map(untilShown))
    return performance.now() - start
  }

  async function untilShown(instance: Racer): Promise<void> {
    for (;;) {
      const { graphql } = await instance.send({ method: 'POST', headers, body })
      if (graphql.data?.node.floor >= floor) return
      // Without a pause, the requests themselves would keep the machine from all other work.
      await setTimeout(1)
    }
  }

  for (let turn = 0; turn < warmUps; turn++) await write(instances)
  const shown: Shown = { byOne: [], byAll: [] }
  for (let turn = 0; turn < writes; turn++) {
    shown.byOne.push(await write(instances.filter((_, place) => place === turn % instances.length)))
    shown.byAll.push(await write(instances))
  }
  return shown
}
