/**
 * Work that is put off until all that has arrived in this turn of the event loop has been read. Answers that leave one
 * right after the other find whoever takes them (a proxy, most often) awake: waking it for each costs more than the answer.
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
