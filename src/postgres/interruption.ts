/**
 * Ctrl-C and `kill` during a command. The command leaves the database first, because otherwise the server would outlive
 * it. Then it ends by the signal, as a shell expects. A second Ctrl-C ends it at once.
 */
const signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** One Ctrl-C may come twice, from the terminal and through the process that started us; a person is not that fast. */
const onePressMs = 500

/** Gives the work a signal that aborts when the process is asked to end; the process ends when the work has. */
export async function endingGracefully<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const interruption = new AbortController()
  let first: { name: NodeJS.Signals; atMs: number } | undefined
  const interrupt = (name: NodeJS.Signals) => {
    if (first !== undefined) {
      if (performance.now() - first.atMs > onePressMs) endBy(name)
      return
    }
    first = { name, atMs: performance.now() }
    // Errors of the abandoned work, while its connections are taken away, do not matter.
    process.on('uncaughtException', () => {})
    interruption.abort(new Error(`Interrupted by ${name}.`))
  }
  const endBy = (name: NodeJS.Signals) => {
    stopListening()
    process.kill(process.pid, name)
  }
  const stopListening = () => {
    for (const name of signals) process.off(name, interrupt)
  }
  for (const name of signals) process.on(name, interrupt)
  try {
    return await work(interruption.signal)
  } finally {
    stopListening()
    if (first !== undefined) endBy(first.name)
  }
}

/** What the work resolves with, or a rejection with the signal's reason as soon as it aborts. */
export async function unlessAborted<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (signal === undefined) return work
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort)
  if (signal.aborted) abort()
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
