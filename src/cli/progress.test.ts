import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { createProgress } from './progress.ts'

test('on a terminal one line is rewritten, and cut to its width', () => {
  const terminal = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY: true, columns: 10 })
  const progress = createProgress(terminal)
  progress.update('1 of 2')
  progress.update('2 of 2, and a long tail')
  progress.done('2 of 2, and a long tail')
  expect(terminal.read()).toBe('\r1 of 2\x1b[K\r2 of 2, a\x1b[K\r2 of 2, and a long tail\x1b[K\n')
})

test('elsewhere it is plain lines, not more than one a second, and the last word always', () => {
  const file = new PassThrough({ encoding: 'utf8' })
  const progress = createProgress(file)
  progress.update('1 of 3')
  progress.update('2 of 3')
  progress.done('3 of 3')
  expect(file.read()).toBe('1 of 3\n3 of 3\n')
})
