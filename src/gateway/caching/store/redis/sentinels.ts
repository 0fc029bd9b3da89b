/**
 * Finds the master that sentinels know, anew for every connection. A failover needs nothing more of us, because
 * sentinels cut the connections to a master that they have replaced. The driver's own client for sentinels keeps
 * connections to all of them, tries forever, and writes to standard output.
 */
import { createClient } from '@redis/client'
import { withDeadline } from './deadline.ts'
import { serverOptions } from './redisClient.ts'
import type { RedisAddress, RedisNode } from './redisUrl.ts'

/** Rejects if no sentinel knows it, or if it is not (yet, or any more) the master that they take it for. */
export async function findMaster(address: RedisAddress, deadlineMs: number): Promise<RedisAddress> {
  const { tls, nodes, masterName = '' } = address
  const asked = nodes.map((node) => askSentinel({ tls, nodes: [node] }, masterName, deadlineMs))
  const found = maxNamed(await Promise.allSettled(asked))
  if (found === undefined) throw new Error(`No sentinel knows a master called ${masterName}`)
  const master: RedisAddress = { ...address, kind: 'single', nodes: [found] }
  const [role] = listOf(await ask(master, ['ROLE'], deadlineMs))
  if (role !== 'master') throw new Error(`${found.host}:${found.port} is no master`)
  return master
}

type Server = Partial<RedisAddress> & Pick<RedisAddress, 'nodes'>

async function askSentinel(sentinel: Server, masterName: string, deadlineMs: number): Promise<RedisNode> {
  const answer = listOf(await ask(sentinel, ['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', masterName], deadlineMs))
  const [host, port] = [answer[0], Number(answer[1])]
  if (typeof host !== 'string' || !(port > 0)) throw new Error('unknown to this sentinel')
  return { host, port }
}

/** A sentinel that is cut off from the others goes on naming yesterday's master. */
function maxNamed(answers: readonly PromiseSettledResult<RedisNode>[]): RedisNode | undefined {
  const votes = new Map<string, RedisNode[]>()
  for (const answer of answers) {
    if (answer.status === 'rejected') continue
    const name = `${answer.value.host} ${answer.value.port}`
    votes.set(name, [...(votes.get(name) ?? []), answer.value])
  }
  return [...votes.values()].sort((a, b) => b.length - a.length)[0]?.[0]
}

/** On a connection of its own */
async function ask(server: Server, command: string[], deadlineMs: number): Promise<unknown> {
  const [{ host, port }] = server.nodes
  const { socket, ...options } = serverOptions(server, deadlineMs)
  const client = createClient({ ...options, socket: { ...socket, host, port } })
  client.on('error', () => {})
  const answer = async () => {
    await client.connect()
    return client.sendCommand(command)
  }
  try {
    return await withDeadline(answer(), deadlineMs)
  } finally {
    if (client.isOpen) client.destroy()
  }
}

const listOf = (answer: unknown): readonly unknown[] => (Array.isArray(answer) ? answer : [])
