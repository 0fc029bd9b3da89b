/**
 * The current step of an import. It is reported again and again while one statement takes long, because silence looks
 * like a hang.
 */
export interface Steps {
  /** What is being done from now on. */
  step(text: string): void
  stop(): void
}

export interface Progress {
  update(text: string): void
  done(text: string): void
}

/** A caller that shows steps may drop some of them. At this interval no second passes without a report. */
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
