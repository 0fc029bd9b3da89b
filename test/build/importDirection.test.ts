import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findViolations } from '../../.ci/importDirection.ts'

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
    ['of a station by the gateway', { 'gateway/gateway.ts': "import { a } from './http/a.ts'" }],
    ['of a loader by an entity', { 'campus/entities/space.ts': "import { a } from '../../gateway/loaders/a.ts'" }],
    ['within a layer', { 'gateway/http/a.ts': "import { b } from './b.ts'" }],
    ['of entities by their list', { 'campus/entities/index.ts': "import { space } from './space.ts'" }],
    [
      'of packages and of Node',
      { 'gateway/errors/errors.ts': "import { GraphQLError } from 'graphql'\nimport 'node:fs'" },
    ],
    [
      'of a type alone, which is nothing at run time',
      {
        'gateway/http/a.ts': "import type { B } from '../caching/b.ts'\nexport type { C } from '../loaders/c.ts'",
      },
    ],
    [
      'that are only spoken of',
      { 'gateway/http/a.ts': "// import '../caching/b.ts'\nexport const a = `import '../caching/b.ts'`" },
    ],
    ['by a test, whatever they are', { 'gateway/http/a.test.ts': "import { b } from '../caching/b.ts'" }],
  ])('%s are allowed', async (_what, files) => {
    expect(await violationsIn(files)).toEqual([])
  })

  test.each<[string, string, string, string]>([
    [
      'of a station by another',
      'gateway/http/a.ts',
      "import { b } from '../caching/b.ts'",
      'gateway/http/a.ts → gateway/caching/b.ts: gateway/http may not import gateway/caching (.ci/layers.ts)',
    ],
    [
      'of an entity by a station',
      'gateway/execution/a.ts',
      "export { b } from '../../campus/entities/b.ts'",
      'gateway/execution/a.ts → campus/entities/b.ts: gateway/execution may not import campus/entities (.ci/layers.ts)',
    ],
    [
      'of an entity by another',
      'campus/entities/a.ts',
      "import { b } from './b.ts'",
      'campus/entities/a.ts → campus/entities/b.ts: an entity reaches another through context.loaders',
    ],
    [
      'upwards',
      'gateway/database/a.ts',
      "import '../loaders/b.ts'",
      'gateway/database/a.ts → gateway/loaders/b.ts: gateway/database may not import gateway/loaders (.ci/layers.ts)',
    ],
    [
      'at run time',
      'gateway/loaders/a.ts',
      "export const b = () => import('../gateway.ts')",
      'gateway/loaders/a.ts → gateway/gateway.ts: gateway/loaders may not import gateway/gateway (.ci/layers.ts)',
    ],
    [
      'by a layer that layers.ts does not name',
      'attic/a.ts',
      "import '../gateway/errors/errors.ts'",
      'attic/a.ts → gateway/errors/errors.ts: say in .ci/layers.ts what attic may import',
    ],
    [
      'of a type of the application by the engine',
      'gateway/http/a.ts',
      "import type { B } from '../../campus/entities/b.ts'",
      'gateway/http/a.ts → campus/entities/b.ts: the engine may import neither values nor types from here (.ci/layers.ts)',
    ],
    [
      'past the door of a folder',
      'gateway/database/a.ts',
      "import { b } from './lanes/b.ts'",
      'gateway/database/a.ts → gateway/database/lanes/b.ts: gateway/database/lanes is entered by readLanes alone (.ci/layers.ts)',
    ],
    [
      'of a value beside a type',
      'gateway/http/a.ts',
      "import { type A, b } from '../caching/b.ts'",
      'gateway/http/a.ts → gateway/caching/b.ts: gateway/http may not import gateway/caching (.ci/layers.ts)',
    ],
  ])('%s are refused', async (_what, file, code, violation) => {
    expect(await violationsIn({ [file]: code })).toEqual([violation])
  })

  test('in a circle are refused, each circle once', async () => {
    expect(
      await violationsIn({
        'gateway/http/a.ts': "import './b.ts'",
        'gateway/http/b.ts': "import './c.ts'",
        'gateway/http/c.ts': "import './a.ts'",
        'gateway/http/d.ts': "import './a.ts'",
      }),
    ).toEqual([
      'gateway/http/a.ts → gateway/http/b.ts → gateway/http/c.ts → gateway/http/a.ts: files must not import each other in a circle',
    ])
  })
})

describe('the environment', () => {
  const refusal =
    'gateway/http/a.ts → process.env: only bin and main read the environment; take settings as an argument'

  test.each([
    'export const port = process.env.PORT',
    'export const port = process?.env.PORT',
    "export const port = process['env'].PORT",
    'const { env } = process',
    "import { argv, env } from 'node:process'",
    `export const port = \`\${process.env.PORT}\``,
    "export const url = 'http://a' + process.env.PORT",
  ])('is not read outside bin and main: %s', async (code) => {
    expect(await violationsIn({ 'gateway/http/a.ts': code })).toEqual([refusal])
  })

  test.each([
    '/** Nobody reads `process.env` here. */',
    '// process.env.PORT',
    "import { geteuid } from 'node:process'",
    'export const { pid } = process',
    'export const exit = () => process.exit(1)',
  ])('is not read where only its name or something else of the process is: %s', async (code) => {
    expect(await violationsIn({ 'gateway/http/a.ts': code })).toEqual([])
  })

  test('is read in bin and main', async () => {
    expect(await violationsIn({ 'main.ts': 'process.env.PORT', 'bin/compax.ts': 'process.env.PORT' })).toEqual([])
  })
})
