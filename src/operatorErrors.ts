/** Errors for the operator of a command: each ends it with one line and an exit status of its own. */

/** Bad usage or a bad setting: exit status 2. */
export class UsageError extends Error {
  readonly exitCode = 2
}

/** What was asked for did not hold (a refused import, a breaking change): exit status 1. */
export class RefusedError extends Error {
  readonly exitCode = 1
}
