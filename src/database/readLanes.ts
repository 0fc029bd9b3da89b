/**
 * Lanes: a few connections on which reads are pipelined. A read that was lost with its lane is sent once more, since
 * reading twice does no harm. Every statement has a deadline in the server; long before it, those that wait behind a slow
 * one are sent on another lane, and whichever answer comes first counts.
 */
import { createLane, type Lane, type LaneOptions } from './lane.ts'
import type { LaneRequest } from './laneBatch.ts'
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

/**
 * Under load one lane is as good as its batches are large: a batch is one message to the server and one back, whatever is
 * in it. Another lane is used where this one has brought nothing for so long, or so many reads wait on it.
 */
const busyMs = 5
const mostWaiting = 64
/** A lane that has brought nothing for so long is slow: most statements take less than a hundredth of it. */
const slowMs = 250
/** Lanes that are opened while others are slow */
const spareLanes = 5
/** How often a read is sent again: it may be behind a slow one twice. */
const mostMoves = 2

/** A read, on however many lanes */
interface UnderWay extends LaneRequest {
  /** On which it was sent last */
  lane: Lane
  moves: number
  isAnswered: boolean
}

export function createReadLanes({ lanes: count, ...options }: ReadLanesOptions): ReadLanes {
  const lanes = Array.from({ length: count }, () => createLane(options))
  const statements = createStatements()
  const watch = createWatch(lanes, () => createLane(options))
  let closed = false

  function send(lane: Lane, statement: Statement, values: (string | null)[]): Promise<object[]> {
    return new Promise((resolve, reject) => {
      if (closed) throw new Error('Connection terminated: the lanes are closed.')
      const request: UnderWay = {
        ...{ statement, values, lane, moves: 0, isAnswered: false },
        done(error, rows) {
          request.isAnswered = true
          if (error === undefined) resolve(rows)
          else reject(error)
        },
      }
      lane.send(request)
      watch.start()
    })
  }

  return {
    read: async <Row>(fragment: Parameters<Read>[0]): Promise<Row[]> => {
      const values: unknown[] = []
      const statement = statements.find(fragment, values)
      const texts = values.map(parameterText)
      let lane = watch.laneOfTurn()
      for (let tries = 1; ; tries++) {
        try {
          return (await send(lane, statement, texts)) as Row[] // as the statement's author knows them
        } catch (error) {
          // Where one was lost the others may be, too, and not know it yet: this one is opened anew.
          if (!isConnectionLoss(error)) lane = watch.laneOfTurn()
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

const isWorthAnotherTry = (error: unknown): boolean => isConnectionLoss(error) || isOutdated(error) || isDeadlock(error)

/** A batch and whoever changes tables may each wait for what the other holds. */
const isDeadlock = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === '40P01'

/** Looks after lanes that are slow, for as long as something is waited for. */
function createWatch(lanes: Lane[], open: () => Lane) {
  const most = lanes.length + spareLanes
  let timer: NodeJS.Timeout | undefined
  let turn: Lane | undefined

  function choose(): Lane {
    const ready = lanes.find((lane) => lane.size === 0 || (lane.size < mostWaiting && lane.quietMs < busyMs))
    if (ready !== undefined) return ready
    const best = leastBusy(lanes.filter(({ quietMs }) => quietMs <= slowMs))
    if (best !== undefined) return best
    const busy = lanes.length >= most ? leastBusy(lanes) : undefined
    if (busy !== undefined) return busy
    const spare = open()
    lanes.push(spare)
    return spare
  }

  /** What is sent in one turn of the event loop goes one way, which is one write for all of it. */
  function laneOfTurn(): Lane {
    if (turn !== undefined) return turn
    turn = choose()
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
    for (const lane of lanes.filter(({ quietMs }) => quietMs > slowMs)) {
      const behind = behindSlow(lane)
      const other = behind.length === 0 ? undefined : idleLane()
      if (other === undefined) continue
      for (const request of behind) {
        request.moves++
        request.lane = other
        other.sendAlone(request)
      }
    }
    if (lanes.some(({ size }) => size > 0)) start()
  }

  function start(): void {
    timer ??= setTimeout(look, slowMs)
  }

  return { laneOfTurn, start, stop: () => clearTimeout(timer) }
}

/**
 * Answers of a batch come together, so any of a first batch may be the slow one. Those that are sent again are each on
 * their own, and then it is the first.
 */
function behindSlow(slow: Lane): UnderWay[] {
  const [first = [], ...others] = slow.waiting
  const behind = (first.length === 1 ? others : [first, ...others]).flat() as UnderWay[] // it is we who sent them
  return behind.filter(({ isAnswered, lane, moves }) => !isAnswered && lane === slow && moves < mostMoves)
}

const leastBusy = (lanes: readonly Lane[]): Lane | undefined =>
  lanes.reduce<Lane | undefined>(
    (least, lane) => (least !== undefined && least.size <= lane.size ? least : lane),
    undefined,
  )
