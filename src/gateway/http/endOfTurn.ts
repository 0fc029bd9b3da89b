/**
 * Work that is put off until everything that has arrived in this turn of the event loop was read. If answers leave
 * right after each other, their receiver (a proxy, most often) is awake. Waking it for each answer costs more than the
 * answer.
 */
let waiting: (() => void)[] = []

export function atEndOfTurn(work: () => void): void {
  if (waiting.length === 0) setImmediate(runAll)
  waiting.push(work)
}

function runAll(): void {
  const due = waiting
  waiting = []
  for (const work of due) work()
}
