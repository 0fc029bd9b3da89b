/** What an import is doing, told again and again while one statement takes long: silence looks like a hang. */
export interface Steps {
  /** What is being done from now on. */
  step(text: string): void
  stop(): void
}

/** More often than once a second, so that a line a second can be shown. */
const intervalMs = 400

export function createSteps(update: (text: string) => void): Steps {
  const startedMs = performance.now()
  let current = ''
  const tell = () => update(`${current} (${Math.round((performance.now() - startedMs) / 1000)} s)`)
  const timer = setInterval(() => current !== '' && tell(), intervalMs)
  return {
    step(text) {
      current = text
      tell()
    },
    stop: () => clearInterval(timer),
  }
}
