import { access, constants } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { findBinaries, postgresIn } from './binaries.ts'

test('the binaries of this platform can be executed', async () => {
  await access(postgresIn(findBinaries()), constants.X_OK)
})

test('a platform without binaries gets one line that says what to set', () => {
  expect(() => findBinaries('plan9-mips')).toThrow(
    'No embedded PostgreSQL is installed for plan9-mips: set DATABASE_URL to a PostgreSQL 15 or newer, or run npm ci if this platform has one.',
  )
})
