/** Waiting for something only so long. */
class DeadlineError extends Error {}

/** Rejects with a DeadlineError after `ms`. The work itself goes on, but its outcome is ignored from then on. */
export function withDeadline<T>(work: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    // If this process was busy for longer than that, its timers come before the answers that wait in its sockets. Those
    // answers are read first.
    const timer = setTimeout(() => setImmediate(() => reject(new DeadlineError(`No answer within ${ms} ms`))), ms)
    const done = () => clearTimeout(timer)
    work.then(resolve, reject).finally(done)
  })
}
