/**
 * Which lane a read goes to, and where it goes on when it waits there behind a slow one. Slow statements get lanes of their
 * own, up to a bound; those like them wait until one is free, and the other lanes stay with what is quick. What nothing
 * waits for any more is cancelled.
 */
import type { Lane, LaneRead } from './lane.ts'

/**
 * Under load one lane is as good as its batches are large: a batch is one message to the server and one back, whatever is
 * in it. Another lane is used where this one has brought nothing for so long, or so many reads wait on it.
 */
const busyMs = 5
const mostWaiting = 64
/**
 * A lane that has brought nothing for so long is slow: most statements take less than a hundredth of it. Whoever waits
 * behind the slow one of a batch waits for two of these, which a short deadline must leave room for.
 */
export const slowMsFor = (timeoutMs: number): number => Math.min(250, timeoutMs / 5)
/** Lanes that are opened while others are slow, and how many slow statements run at once */
const mostSlow = 5
/** Of those that end with the statement that was cancelled on them */
const mostRetired = 8

export interface LanePoolOptions {
  count: number
  slowMs: number
  open(): Lane
}

export class LanePool {
  readonly #slowMs: number
  readonly #open: () => Lane
  readonly #lanes: Lane[]
  readonly #mostLanes: number
  readonly #retired = new Set<Lane>()
  /** Lanes that one statement has to itself */
  readonly #slow = new Map<Lane, LaneRead>()
  /** Like one of those, and waiting until there is room for one more */
  readonly #heldBack = new Set<LaneRead>()
  #laneOfTurn: Lane | undefined

  constructor({ count, slowMs, open }: LanePoolOptions) {
    this.#slowMs = slowMs
    this.#open = open
    this.#lanes = Array.from({ length: count }, open)
    this.#mostLanes = count + mostSlow
  }

  get size(): number {
    return this.#lanes.length
  }

  /** Whether the server still works for any of them */
  get isBusy(): boolean {
    return this.#heldBack.size > 0 || this.#retired.size > 0 || this.#lanes.some(({ size }) => size > 0)
  }

  send(read: LaneRead): void {
    if (this.#slow.size > 0 && this.#isSuspect(read)) this.#holdBack(read)
    else this.#turnsLane().send(read)
  }

  /** A lane has brought what it has for the read. */
  noteAnswer(lane: Lane, read: LaneRead): void {
    if (this.#slow.get(lane) === read) this.#clear(lane)
  }

  /** The read is waited for no more. */
  forget(read: LaneRead): void {
    this.#heldBack.delete(read)
  }

  /** Call it each `slowMs`, when all that has come was read. */
  look(): void {
    for (const lane of this.#retired) if (lane.quietMs > this.#slowMs) lane.cancel()
    for (const lane of [...this.#lanes]) if (lane.quietMs > this.#slowMs) this.#relieve(lane)
    this.#fillSlowLanes()
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#lanes, ...this.#retired].map((lane) => lane.close()))
  }

  /**
   * Answers of a batch come together, so any of a first batch may be the slow one: each is sent again on its own, and then
   * it is the first.
   */
  #relieve(lane: Lane): void {
    const [first = [], ...others] = lane.waiting
    const behind = others.flat().filter((read) => lane.needs(read))
    const running = first.filter((read) => lane.needs(read))
    const [slow] = running
    if (!lane.isOpen) this.#move([...running, ...behind], this.#lanes.find(isFreeAndOpen))
    else if (slow === undefined) this.#abandon(lane, behind)
    else if (first.length > 1) this.#move([...running, ...behind], this.#idleLane())
    else if (this.#slow.size < mostSlow || this.#slow.has(lane)) {
      this.#slow.set(lane, slow)
      this.#move(behind, this.#idleLane())
    } else if (this.#abandon(lane, behind)) this.#holdBack(slow)
  }

  /** Nothing waits for what runs there: it is cancelled, on a lane that gets nothing more to do. */
  #abandon(lane: Lane, behind: readonly LaneRead[]): boolean {
    if (this.#retired.size >= mostRetired) {
      this.#move(behind, this.#idleLane())
      return false
    }
    this.#lanes.splice(this.#lanes.indexOf(lane), 1)
    if (this.#laneOfTurn === lane) this.#laneOfTurn = undefined
    this.#clear(lane)
    this.#move(behind, this.#idleLane() ?? this.#leastBusy())
    this.#retired.add(lane)
    lane.retire(() => this.#retired.delete(lane))
    lane.cancel()
    return true
  }

  /** Each on its own. Where there is no lane for them it is the database that is slow, and asking twice would make it slower. */
  #move(reads: readonly LaneRead[], to: Lane | undefined): void {
    for (const read of reads) {
      if (this.#isSuspect(read)) this.#holdBack(read)
      else to?.sendAlone(read)
    }
  }

  #isSuspect({ statement }: LaneRead): boolean {
    for (const { statement: slow } of this.#slow.values()) {
      if (slow === statement || slow.text === statement.text) return true
    }
    return false
  }

  #holdBack(read: LaneRead): void {
    read.lane = undefined
    this.#heldBack.add(read)
    this.#fillSlowLanes()
  }

  #clear(lane: Lane): void {
    if (this.#slow.delete(lane)) this.#fillSlowLanes()
  }

  #fillSlowLanes(): void {
    for (const read of this.#heldBack) {
      if (this.#slow.size >= mostSlow) return
      const lane = this.#idleLane() ?? this.#leastBusy()
      this.#heldBack.delete(read)
      this.#slow.set(lane, read)
      lane.sendAlone(read)
    }
  }

  /** What is sent in one turn of the event loop goes one way, which is one write for all of it. */
  #turnsLane(): Lane {
    if (this.#laneOfTurn !== undefined) return this.#laneOfTurn
    this.#laneOfTurn = this.#choose()
    setImmediate(() => {
      this.#laneOfTurn = undefined
    })
    return this.#laneOfTurn
  }

  #choose(): Lane {
    const quick = this.#slow.size === 0 ? this.#lanes : this.#lanes.filter((lane) => !this.#slow.has(lane))
    const ready = quick.find((lane) => lane.size === 0 || (lane.size < mostWaiting && lane.quietMs < busyMs))
    if (ready !== undefined) return ready
    return leastBusy(quick.filter(({ quietMs }) => quietMs <= this.#slowMs)) ?? this.#spareLane() ?? this.#leastBusy()
  }

  #idleLane(): Lane | undefined {
    return this.#lanes.find((lane) => lane.size === 0 && !this.#slow.has(lane)) ?? this.#spareLane()
  }

  #spareLane(): Lane | undefined {
    if (this.#lanes.length >= this.#mostLanes) return undefined
    const spare = this.#open()
    this.#lanes.push(spare)
    return spare
  }

  /** Of those that no slow statement has to itself: there are more lanes than such statements. */
  #leastBusy(): Lane {
    const lane = leastBusy(this.#lanes.filter((lane) => !this.#slow.has(lane))) ?? this.#lanes[0]
    if (lane === undefined) throw new Error('There is at least one lane.')
    return lane
  }
}

const isFreeAndOpen = (lane: Lane): boolean => lane.size === 0 && lane.isOpen

const leastBusy = (lanes: readonly Lane[]): Lane | undefined =>
  lanes.reduce<Lane | undefined>(
    (least, lane) => (least !== undefined && least.size <= lane.size ? least : lane),
    undefined,
  )
