/** What the process says and how it exits when a command fails. */
import { CommanderError } from 'commander'
import { RefusedError, UsageError } from '../operatorErrors.ts'

export interface Failure {
  exitStatus: number
  /** For standard error; empty when everything has been said */
  text: string
}

/** `--help` ends a command by an error too, one that exits 0. Only an unexpected error is worth a stack. */
export function describeFailure(error: unknown, withStack: boolean): Failure {
  if (error instanceof CommanderError) return { exitStatus: error.exitCode === 0 ? 0 : 2, text: '' }
  if (error instanceof UsageError || error instanceof RefusedError) {
    return { exitStatus: error.exitCode, text: `${error.message}\n` }
  }
  if (withStack) return { exitStatus: 1, text: `${error instanceof Error ? error.stack : String(error)}\n` }
  return { exitStatus: 1, text: `compax failed: ${messageOf(error)} (set LOG_LEVEL=debug for the stack)\n` }
}

/** A connection tried at several addresses fails with an error that has no message of its own. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join(', ')
  return error instanceof Error ? error.message : String(error)
}
