/** The same Mercurius on the read lanes of Compax Gateway: what they alone are worth. For information. */
import { createLaneRead } from './laneRead.ts'
import { serveMercurius } from './serve.ts'

await serveMercurius(createLaneRead)
