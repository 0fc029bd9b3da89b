/** Waits until a server and its database have nothing left to do, so that the next contestant has the machine alone. */
import { setTimeout } from 'node:timers/promises'
import { cpuSecondsOf, cpuSecondsWithChildren } from './cpu.ts'

const lookMs = 200
/** Of one core, for what goes on by itself */
const idleShare = 0.15
const maxLooks = 150

export async function untilIdle(pid: number, postmaster: number): Promise<void> {
  const used = () => cpuSecondsOf(pid) + cpuSecondsWithChildren(postmaster)
  let before = used()
  for (let look = 0; look < maxLooks; look++) {
    await setTimeout(lookMs)
    const now = used()
    if (now - before <= (idleShare * lookMs) / 1000) return
    before = now
  }
}
