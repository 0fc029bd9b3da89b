/** What an import is doing, told again and again while one statement takes long: silence looks like a hang. */
export interface Steps {
  /** What is being done from now on. */
  step(text: string): void
  stop(): void
}

export interface Progress {
  update(text: string): void
  done(text: string): void
}

/** Who shows it may drop what comes too often; this often, no second passes without a word. */
const intervalMs = 50

export function createSteps(progress: Progress): Steps {
  const startedMs = performance.now()
  const seconds = () => (performance.now() - startedMs) / 1000
  let current: string | undefined
  const tell = () => current !== undefined && progress.update(`${current} (${Math.floor(seconds())} s)`)
  const timer = setInterval(tell, intervalMs)
  return {
    step(text) {
      current = text
      tell()
    },
    stop() {
      clearInterval(timer)
      if (current !== undefined) progress.done(`Took ${seconds().toFixed(1)} s.`)
    },
  }
}
