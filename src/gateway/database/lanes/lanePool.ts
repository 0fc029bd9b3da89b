/**
 * Chooses the lane of a read, and the next lane if the read waits there behind a slow one. Slow statements get lanes of
 * their own, up to a bound, and similar ones wait until such a lane is free. A statement that may be slow, or may have
 * waited behind a slow one, is tried apart, one at a time on a lane, so that new reads find a quick lane. A statement
 * is canceled when no read waits for it any more.
 */
import type { Lane, LaneRead } from './lane.ts'

/**
 * Under load a lane is as good as its batches are large: a batch is one message to the server and one back, whatever is
 * in it. Another lane is used if this one has brought nothing for so long, or if so many reads wait on it.
 */
const busyMs = 5
const maxWaiting = 64
/**
 * A lane that has brought nothing for so long is slow, because most statements take less than a hundredth of it. A read
 * behind the slow one of a batch waits for two of these, and a short deadline must leave room for that.
 */
export const slowMsFor = (timeoutMs: number): number => Math.min(250, timeoutMs / 5)
/** Slow statements that run at once, each on a lane of its own */
const maxSlow = 5
/** Lanes that end with the statement that was canceled on them */
const maxRetired = 8

export interface LanePoolOptions {
  count: number
  slowMs: number
  open(): Lane
}

export class LanePool {
  readonly #slowMs: number
  readonly #open: () => Lane
  readonly #lanes: Lane[]
  readonly #maxTried: number
  readonly #maxLanes: number
  readonly #retired = new Set<Lane>()
  /** Lanes that one statement has to itself, because it is slow or like a slow one */
  readonly #slow = new Map<Lane, LaneRead>()
  /** Lanes that one statement has to itself until it is known whether it is slow */
  readonly #tried = new Map<Lane, LaneRead>()
  /** Reads that wait to be among the slow. Those that are still on a lane may be answered there. */
  readonly #heldBack = new Set<LaneRead>()
  /** Reads that wait to be tried */
  readonly #doubtful = new Set<LaneRead>()
  /** Statements that were answered since there are slow ones, so they are not slow */
  readonly #quick = new Set<string>()
  #laneOfTurn: Lane | undefined

  constructor({ count, slowMs, open }: LanePoolOptions) {
    this.#slowMs = slowMs
    this.#open = open
    this.#lanes = Array.from({ length: count }, open)
    this.#maxTried = count
    this.#maxLanes = count + maxSlow + 1
  }

  get size(): number {
    return this.#lanes.length
  }

  /** Whether the server still works for any lane */
  get isBusy(): boolean {
    return this.#waits > 0 || this.#retired.size > 0 || this.#lanes.some(({ size }) => size > 0)
  }

  send(read: LaneRead): void {
    if (this.#slow.size > 0 && this.#isSuspect(read)) this.#holdBack(read)
    else this.#turnsLane().send(read)
  }

  /** The lane has brought its result for the read. */
  noteAnswer(lane: Lane, read: LaneRead, isGood: boolean): void {
    if (!this.#isTroubled) return
    if (isGood && this.#slow.get(lane) !== read && this.#quick.size < maxKnown) this.#quick.add(read.statement.text)
    const isApart = this.#slow.get(lane) === read || this.#tried.get(lane) === read
    if (isApart) this.#leaveApart(lane)
  }

  /** No request waits for the read any more. */
  forget(read: LaneRead): void {
    this.#heldBack.delete(read)
    this.#doubtful.delete(read)
  }

  /** Call it each `slowMs`, when everything that has come was read. */
  look(): void {
    for (const lane of this.#retired) if (lane.quietMs > this.#slowMs) lane.cancel()
    // The reads for these lanes were given up before they were sent.
    for (const lane of this.#lanes) if (lane.size === 0) this.#leaveApart(lane)
    for (const lane of [...this.#lanes]) if (lane.quietMs > this.#slowMs) this.#relieve(lane)
    this.#fill()
    if (!this.#isTroubled) this.#quick.clear()
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#lanes, ...this.#retired].map((lane) => lane.close()))
  }

  get #waits(): number {
    return this.#heldBack.size + this.#doubtful.size
  }

  get #isTroubled(): boolean {
    return this.#slow.size + this.#tried.size + this.#waits > 0
  }

  /** Answers of a batch come together, so any read of a first batch may be the slow one: all of them are in doubt. */
  #relieve(lane: Lane): void {
    const [first = [], ...others] = lane.waiting
    const behind = others.flat().filter((read) => lane.needs(read))
    const running = first.filter((read) => lane.needs(read))
    const [slow] = running
    if (!lane.isOpen) this.#sendElsewhere([...running, ...behind])
    else if (slow === undefined) this.#abandon(lane, behind)
    else if (first.length > 1) {
      this.#doubt([...running, ...behind])
      if (!this.#hasQuickLane) this.#abandon(lane, [...running, ...behind])
    } else if (this.#slow.has(lane) || this.#slow.size < maxSlow) {
      this.#tried.delete(lane)
      this.#slow.set(lane, slow)
      this.#doubt(behind)
    } else if (this.#abandon(lane, behind)) this.#holdBack(slow)
  }

  /** A lane that is still opening says nothing of the reads that wait on it. */
  #sendElsewhere(reads: readonly LaneRead[]): void {
    const open = this.#commonLanes.find((lane) => lane.isOpen && this.#isQuick(lane))
    if (open !== undefined) for (const read of reads) open.sendAlone(read)
  }

  /** No read waits for the running statement, so it is canceled, on a lane that gets no more work. */
  #abandon(lane: Lane, left: readonly LaneRead[]): boolean {
    this.#doubt(left)
    if (this.#retired.size >= maxRetired) return false
    for (const read of left) if (read.lane === lane) read.lane = undefined
    this.#lanes.splice(this.#lanes.indexOf(lane), 1)
    if (this.#laneOfTurn === lane) this.#laneOfTurn = undefined
    this.#retired.add(lane)
    lane.retire(() => this.#retired.delete(lane))
    lane.cancel()
    this.#leaveApart(lane)
    return true
  }

  #doubt(reads: readonly LaneRead[]): void {
    for (const read of reads) {
      if (this.#isSuspect(read)) this.#heldBack.add(read)
      else this.#doubtful.add(read)
    }
    this.#fill()
  }

  #isSuspect({ statement }: LaneRead): boolean {
    for (const slow of this.#slow.values()) if (slow.statement.text === statement.text) return true
    return false
  }

  #holdBack(read: LaneRead): void {
    read.lane = undefined
    this.#heldBack.add(read)
    this.#fill()
  }

  #leaveApart(lane: Lane): void {
    const [wasSlow, wasTried] = [this.#slow.delete(lane), this.#tried.delete(lane)]
    if (wasSlow || wasTried) this.#fill()
  }

  /** Gives waiting reads their lanes, as far as there is room. */
  #fill(): void {
    for (const read of this.#heldBack) {
      const lane = this.#slow.size < maxSlow ? this.#laneApart() : undefined
      if (lane === undefined) break
      this.#heldBack.delete(read)
      this.#slow.set(lane, read)
      lane.sendAlone(read)
    }
    for (const read of this.#doubtful) {
      const isQuick = this.#quick.has(read.statement.text) && this.#hasQuickLane
      const lane = isQuick ? this.#choose() : this.#tried.size < this.#maxTried ? this.#laneApart() : undefined
      if (lane === undefined) continue
      this.#doubtful.delete(read)
      if (!isQuick) this.#tried.set(lane, read)
      lane.sendAlone(read)
    }
  }

  /** All reads of one turn of the event loop take one lane, so that they are one write. */
  #turnsLane(): Lane {
    if (this.#laneOfTurn !== undefined && !this.#isApart(this.#laneOfTurn)) return this.#laneOfTurn
    this.#laneOfTurn = this.#choose()
    setImmediate(() => {
      this.#laneOfTurn = undefined
    })
    return this.#laneOfTurn
  }

  #choose(): Lane {
    const common = this.#slow.size + this.#tried.size === 0 ? this.#lanes : this.#commonLanes
    const ready = common.find((lane) => lane.size === 0 || (lane.size < maxWaiting && lane.quietMs < busyMs))
    if (ready !== undefined) return ready
    const chosen = minBusy(common.filter((lane) => this.#isQuick(lane))) ?? this.#spareLane()
    return chosen ?? minBusy(common) ?? this.#anyLane
  }

  get #commonLanes(): Lane[] {
    return this.#lanes.filter((lane) => !this.#isApart(lane))
  }

  get #anyLane(): Lane {
    const [lane] = this.#lanes
    if (lane === undefined) throw new Error('There is at least one lane.')
    return lane
  }

  /** Whether new reads find a quick lane, now or as soon as it is opened */
  get #hasQuickLane(): boolean {
    return this.#lanes.length < this.#maxLanes || this.#commonLanes.some((lane) => this.#isQuick(lane))
  }

  #isQuick = (lane: Lane): boolean => lane.quietMs <= this.#slowMs

  #isApart = (lane: Lane): boolean => this.#slow.has(lane) || this.#tried.has(lane)

  /** A lane for one statement alone. The last quick lane stays for new reads. */
  #laneApart(): Lane | undefined {
    const quick = this.#commonLanes.filter((lane) => this.#isQuick(lane))
    const idle = quick.find((lane) => lane.size === 0)
    if (idle !== undefined && quick.length > 1) return idle
    return this.#spareLane()
  }

  #spareLane(): Lane | undefined {
    if (this.#lanes.length >= this.#maxLanes) return undefined
    const spare = this.#open()
    this.#lanes.push(spare)
    return spare
  }
}

/** Statements that are known to be quick while others are slow */
const maxKnown = 1000

const minBusy = (lanes: readonly Lane[]): Lane | undefined =>
  lanes.reduce<Lane | undefined>(
    (least, lane) => (least !== undefined && least.size <= lane.size ? least : lane),
    undefined,
  )
