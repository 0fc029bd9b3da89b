/**
 * How far long work has come: one line that is rewritten on a terminal, elsewhere plain lines, at most one a second so
 * that a log stays readable.
 */
export interface Progress {
  update(text: string): void
  /** The last word, always shown. */
  done(text: string): void
}

const plainIntervalMs = 1000

export function createProgress(stream: NodeJS.WritableStream & { isTTY?: boolean; columns?: number }): Progress {
  return stream.isTTY === true ? terminalProgress(stream) : plainProgress(stream)
}

function terminalProgress(stream: NodeJS.WritableStream & { columns?: number }): Progress {
  // A line that wraps cannot be rewritten, so it is cut. `\x1b[K` clears what the longer one before left behind.
  const rewrite = (text: string) => stream.write(`\r${text.slice(0, (stream.columns ?? 80) - 1)}\x1b[K`)
  return {
    update: (text) => void rewrite(text),
    done: (text) => void stream.write(`\r${text}\x1b[K\n`),
  }
}

function plainProgress(stream: NodeJS.WritableStream): Progress {
  let shownAtMs = Number.NEGATIVE_INFINITY
  return {
    update(text) {
      if (performance.now() - shownAtMs < plainIntervalMs) return
      shownAtMs = performance.now()
      stream.write(`${text}\n`)
    },
    done: (text) => void stream.write(`${text}\n`),
  }
}
