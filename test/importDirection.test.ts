import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findViolations } from '../.ci/importDirection.ts'

/** What is found in a source folder of these files; those that are only imported are empty. */
async function violationsIn(files: Record<string, string>): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'compax-direction-'))
  try {
    for (const [file, code] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      writeFileSync(join(folder, file), code)
    }
    return await findViolations(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe('imports', () => {
  test.each<[string, Record<string, string>]>([
    ['of a station by the gateway', { 'gateway.ts': "import { a } from './http/a.ts'" }],
    ['of a loader by an entity', { 'entities/space.ts': "import { a } from '../loaders/a.ts'" }],
    ['within a room', { 'http/a.ts': "import { b } from './b.ts'" }],
    ['of entities by their list', { 'entities/index.ts': "import { space } from './space.ts'" }],
    ['of packages and of Node', { 'errors.ts': "import { GraphQLError } from 'graphql'\nimport 'node:fs'" }],
    [
      'of a type alone, which is nothing at run time',
      { 'http/a.ts': "import type { B } from '../caching/b.ts'\nexport type { C } from '../entities/c.ts'" },
    ],
    [
      'that are only spoken of',
      { 'http/a.ts': "// import '../caching/b.ts'\nexport const a = `import '../caching/b.ts'`" },
    ],
    ['by a test, whatever they are', { 'http/a.test.ts': "import { b } from '../caching/b.ts'" }],
  ])('%s are allowed', async (_what, files) => {
    expect(await violationsIn(files)).toEqual([])
  })

  test.each<[string, string, string, string]>([
    [
      'of a station by another',
      'http/a.ts',
      "import { b } from '../caching/b.ts'",
      'http/a.ts → caching/b.ts: http may not import caching (.ci/rooms.ts)',
    ],
    [
      'of an entity by a station',
      'execution/a.ts',
      "export { b } from '../entities/b.ts'",
      'execution/a.ts → entities/b.ts: execution may not import entities (.ci/rooms.ts)',
    ],
    [
      'of an entity by another',
      'entities/a.ts',
      "import { b } from './b.ts'",
      'entities/a.ts → entities/b.ts: an entity reaches another through context.loaders',
    ],
    [
      'upwards',
      'database/a.ts',
      "import '../loaders/b.ts'",
      'database/a.ts → loaders/b.ts: database may not import loaders (.ci/rooms.ts)',
    ],
    [
      'at run time',
      'loaders/a.ts',
      "export const b = () => import('../gateway.ts')",
      'loaders/a.ts → gateway.ts: loaders may not import gateway (.ci/rooms.ts)',
    ],
    [
      'by a room that nobody has placed',
      'attic/a.ts',
      "import '../errors.ts'",
      'attic/a.ts → errors.ts: say in .ci/rooms.ts what attic may import',
    ],
    [
      'of a value beside a type',
      'http/a.ts',
      "import { type A, b } from '../caching/b.ts'",
      'http/a.ts → caching/b.ts: http may not import caching (.ci/rooms.ts)',
    ],
  ])('%s are refused', async (_what, file, code, violation) => {
    expect(await violationsIn({ [file]: code })).toEqual([violation])
  })

  test('in a circle are refused, each circle once', async () => {
    expect(
      await violationsIn({
        'http/a.ts': "import './b.ts'",
        'http/b.ts': "import './c.ts'",
        'http/c.ts': "import './a.ts'",
        'http/d.ts': "import './a.ts'",
      }),
    ).toEqual(['http/a.ts → http/b.ts → http/c.ts → http/a.ts: files must not import each other in a circle'])
  })
})

describe('the environment', () => {
  const refusal = 'http/a.ts → process.env: only bin and main read the environment; take settings as an argument'

  test.each([
    'export const port = process.env.PORT',
    'export const port = process?.env.PORT',
    "export const port = process['env'].PORT",
    'const { env } = process',
    "import { argv, env } from 'node:process'",
    `export const port = \`\${process.env.PORT}\``,
    "export const url = 'http://a' + process.env.PORT",
  ])('is not read outside bin and main: %s', async (code) => {
    expect(await violationsIn({ 'http/a.ts': code })).toEqual([refusal])
  })

  test.each([
    '/** Nobody reads `process.env` here. */',
    '// process.env.PORT',
    "import { geteuid } from 'node:process'",
    'export const { pid } = process',
    'export const exit = () => process.exit(1)',
  ])('is not read where only its name or something else of the process is: %s', async (code) => {
    expect(await violationsIn({ 'http/a.ts': code })).toEqual([])
  })

  test('is read in bin and main', async () => {
    expect(await violationsIn({ 'main.ts': 'process.env.PORT', 'bin/compax.ts': 'process.env.PORT' })).toEqual([])
  })
})
