/** Who is measured beside ours: what Node runs, and which dialect of a work it is asked. */
import { join } from 'node:path'
import { peersFolder } from '../places.ts'
import type { DialectName } from '../works/work.ts'

export interface Peer {
  name: string
  dialect: DialectName
  entry: string
}

const peer = (name: string, entry: string, dialect: DialectName = 'relay'): Peer => ({
  name,
  dialect,
  entry: join(peersFolder, entry),
})

export const readPeers: readonly Peer[] = [
  peer('mercurius-jit', 'mercurius/jit.ts'),
  peer('mercurius-our-lanes', 'mercurius/ourLanes.ts'),
  peer('postgraphile', 'postgraphile/server.ts', 'postgraphile'),
  peer('yoga-pothos', 'yoga-pothos/server.ts'),
  peer('apollo-dataloader', 'apollo/withDataLoader.ts'),
  peer('apollo-prisma', 'apollo/withoutLoaders.ts'),
]

/** With a cache, each on the Redis of the run */
export const cachePeers: readonly Peer[] = [
  peer('apollo-cache', 'cache/apollo.ts'),
  peer('yoga-cache', 'cache/yoga.ts'),
  peer('mercurius-cache', 'cache/mercurius.ts'),
]

export const nodeHttpEntry = join(peersFolder, 'node-http/server.ts')
