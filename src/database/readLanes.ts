/**
 * Lanes: a few connections on which reads are pipelined. A read that was lost with its lane is sent once more, since
 * reading twice does no harm. Every statement has a deadline in the server; long before it, those that wait behind a slow
 * one are sent on another lane, and whichever answer comes first counts.
 */
import { createLane, type Lane, type LaneOptions } from './lane.ts'
import type { LaneRequest } from './laneQuery.ts'
import { parameterText } from './parameters.ts'
import { isConnectionLoss, isOutdated, readError } from './readError.ts'
import type { Read } from './sql.ts'
import { createStatements, type Statement } from './statements.ts'

export interface ReadLanes {
  read: Read
  close(): Promise<void>
}

export interface ReadLanesOptions extends LaneOptions {
  lanes: number
}

/** A lane that has brought nothing for so long is slow: most statements take less than a hundredth of it. */
const slowMs = 250
/** Lanes that are opened while others are slow */
const spareLanes = 5

export function createReadLanes({ lanes: count, ...options }: ReadLanesOptions): ReadLanes {
  const lanes = Array.from({ length: count }, () => createLane(options))
  const statements = createStatements()
  const watch = createWatch(lanes, () => createLane(options))
  let closed = false

  function send(statement: Statement, values: (string | null)[]): Promise<object[]> {
    return new Promise((resolve, reject) => {
      if (closed) throw new Error('Connection terminated: the lanes are closed.')
      const done: LaneRequest['done'] = (error, rows) => (error === undefined ? resolve(rows) : reject(error))
      watch.laneOfTurn().send({ statement, values, done })
      watch.start()
    })
  }

  return {
    read: async <Row>(fragment: Parameters<Read>[0]): Promise<Row[]> => {
      const values: unknown[] = []
      const statement = statements.find(fragment, values)
      const texts = values.map(parameterText)
      for (let tries = 1; ; tries++) {
        try {
          return (await send(statement, texts)) as Row[] // as the statement's author knows them
        } catch (error) {
          // Each lane may have prepared it before its columns became others, and does so anew when it has failed.
          const mostTries = isOutdated(error) ? lanes.length + 1 : 2
          if (tries >= mostTries || !isWorthAnotherTry(error)) throw readError(error)
        }
      }
    },
    close: async () => {
      closed = true
      watch.stop()
      await Promise.allSettled(lanes.map((lane) => lane.close()))
    },
  }
}

/** 26000: the parsing before it in the pipeline failed, for a reason that may have been its own. */
const isWorthAnotherTry = (error: unknown): boolean =>
  isConnectionLoss(error) || isOutdated(error) || (error instanceof Error && 'code' in error && error.code === '26000')

/** Looks after lanes that are slow, for as long as something is waited for. */
function createWatch(lanes: Lane[], open: () => Lane) {
  const most = lanes.length + spareLanes
  /** By whom they are told: a read that is sent twice is one read, and is not sent a third time. */
  const moved = new WeakSet<LaneRequest['done']>()
  let timer: NodeJS.Timeout | undefined
  let turn: Lane | undefined

  const isSlow = (lane: Lane): boolean => lane.size > 0 && performance.now() - lane.quietSinceMs > slowMs

  function leastBusy(): Lane {
    let best: Lane | undefined
    for (const lane of lanes) if (!isSlow(lane) && (best === undefined || lane.size < best.size)) best = lane
    if (best !== undefined) return best
    if (lanes.length >= most) return lanes.reduce((least, lane) => (lane.size < least.size ? lane : least))
    const spare = open()
    lanes.push(spare)
    return spare
  }

  /** What is sent in one turn of the event loop goes one way, which is one write for all of it. */
  function laneOfTurn(): Lane {
    if (turn !== undefined) return turn
    turn = leastBusy()
    setImmediate(() => {
      turn = undefined
    })
    return turn
  }

  /** Where nothing is idle it is the database that is slow, and asking twice would make it slower. */
  function idleLane(): Lane | undefined {
    const idle = lanes.find(({ size }) => size === 0)
    if (idle !== undefined || lanes.length >= most) return idle
    const spare = open()
    lanes.push(spare)
    return spare
  }

  function look(): void {
    timer = undefined
    for (const lane of lanes.filter(isSlow)) {
      const behind = lane.waiting.slice(1).filter(({ done }) => !moved.has(done))
      const other = behind.length === 0 ? undefined : idleLane()
      if (other === undefined) continue
      for (const request of behind) {
        moved.add(request.done)
        other.send({ ...request })
      }
    }
    if (lanes.some(({ size }) => size > 0)) start()
  }

  function start(): void {
    timer ??= setTimeout(look, slowMs)
  }

  return { laneOfTurn, start, stop: () => clearTimeout(timer) }
}
