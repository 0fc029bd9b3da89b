import type { Settings } from '../settings.ts'

/** What a command may touch of the process that runs it, so that a test can run it in its own. */
export interface CommandLine {
  /** Parsed when first asked for, so that `--help` works with a setting that is wrong. */
  settings(): Settings
  stdout: NodeJS.WritableStream
  stderr: NodeJS.WritableStream
  stdin: NodeJS.ReadableStream & { isTTY?: boolean }
}
