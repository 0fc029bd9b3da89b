/** Mercurius, JIT, its loaders, and prepared statements on a pool of `pg`. */
import { createPoolRead } from './read.ts'
import { serveMercurius } from './serve.ts'

await serveMercurius(createPoolRead)
