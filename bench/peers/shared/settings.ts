/** The settings that the runner gives to a peer. */
import { readFileSync } from 'node:fs'

export interface PeerSettings {
  port: number
  databaseUrl: string
  /** Operations by their sha256, for peers that receive them beforehand */
  operations: Record<string, string>
}

export function readPeerSettings(): PeerSettings {
  const { PORT, DATABASE_URL, OPERATIONS } = process.env
  if (PORT === undefined || DATABASE_URL === undefined || OPERATIONS === undefined) {
    throw new Error('A peer is started by the benchmark: npm run bench.')
  }
  return {
    port: Number(PORT),
    databaseUrl: DATABASE_URL,
    operations: JSON.parse(readFileSync(OPERATIONS, 'utf8')),
  }
}

export function readCachePeerSettings(): PeerSettings & { redisUrl: string } {
  const { REDIS_URL } = process.env
  if (REDIS_URL === undefined) throw new Error('A peer with a cache is told its Redis.')
  return { ...readPeerSettings(), redisUrl: REDIS_URL }
}
