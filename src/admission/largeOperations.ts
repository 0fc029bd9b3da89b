/**
 * Large operations wait for one another, since a few at a time are all done sooner than all of them side by side: what is
 * half made of each is memory that is walked through again and again. What is not large waits for nobody.
 */

/** Of their costs, which are the objects that they may read */
const large = 1000
const mostAtOnce = 25_000
/** One that takes longer waits for something itself, and must not hold up others that may not. */
const countsForMs = 1000

export interface LargeOperations {
  /** When there is room for it: at once for all that is not large. Gives back what it calls when it is over. */
  enter(cost: number): Leave | Promise<Leave>
}

export type Leave = () => void

interface Waiting {
  cost: number
  begin(leave: Leave): void
}

export function createLargeOperations(): LargeOperations {
  const queue: Waiting[] = []
  let underWay = 0

  const hasRoom = (cost: number): boolean => underWay === 0 || underWay + cost <= mostAtOnce

  function begin(cost: number): Leave {
    underWay += cost
    let counts = true
    const leave = () => {
      if (!counts) return
      counts = false
      clearTimeout(timer)
      underWay -= cost
      next()
    }
    const timer = setTimeout(leave, countsForMs).unref()
    return leave
  }

  function next(): void {
    for (let [first] = queue; first !== undefined && hasRoom(first.cost); [first] = queue) {
      queue.shift()
      first.begin(begin(first.cost))
    }
  }

  return {
    enter(cost) {
      if (cost < large) return nothing
      if (queue.length === 0 && hasRoom(cost)) return begin(cost)
      return new Promise((resolve) => queue.push({ cost, begin: resolve }))
    },
  }
}

const nothing: Leave = () => {}
