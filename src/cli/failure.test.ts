import { CommanderError } from 'commander'
import { describe, expect, test } from 'vitest'
import { RefusedError, UsageError } from '../operatorErrors.ts'
import { describeFailure } from './failure.ts'

describe('a command that fails', () => {
  test.each<[string, unknown, number, string]>([
    ['bad usage exits 2 with its one line', new UsageError('PORT must be a number.'), 2, 'PORT must be a number.\n'],
    ['what did not hold exits 1', new RefusedError('Nothing was imported.'), 1, 'Nothing was imported.\n'],
    [
      'what the parser has reported exits 2 and is not repeated',
      new CommanderError(1, 'commander.unknownOption', 'unknown'),
      2,
      '',
    ],
    ['help was no failure', new CommanderError(0, 'commander.helpDisplayed', '(outputHelp)'), 0, ''],
    [
      'a defect exits 1 with its message and the way to more',
      new TypeError('x is undefined'),
      1,
      'compax failed: x is undefined (set LOG_LEVEL=debug for the stack)\n',
    ],
    [
      'a server that refuses at all its addresses is named',
      new AggregateError([new Error('refused ::1'), new Error('refused 127.0.0.1')]),
      1,
      'compax failed: refused ::1, refused 127.0.0.1 (set LOG_LEVEL=debug for the stack)\n',
    ],
  ])('%s', (_what, error, exitStatus, text) => {
    expect(describeFailure(error, false)).toEqual({ exitStatus, text })
  })

  test('a defect shows its stack when asked', () => {
    expect(describeFailure(new TypeError('x is undefined'), true).text).toMatch(/^TypeError: x is undefined\n +at /)
  })
})
