/**
 * The direction of imports in `src/`, by the table in `layers.ts`. It reads what is left of a file when its types are
 * gone, as Node runs it, so type-only imports do not count. Not looked at: tests, what tools write, and the page of the
 * sandbox, which is built for browsers.
 */
import { globSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { dirname, join } from 'node:path'
import { init, parse } from 'es-module-lexer'
import { findCycles } from './findCycles.ts'
import { doors, engineKnows, mayImport, mayReadEnvironment } from './layers.ts'

/** One line for each import that breaks a rule, `file → import: rule`; none when all is well. */
export async function findViolations(sourceFolder: string): Promise<string[]> {
  await init
  const files = globSync('**/*.ts', { cwd: sourceFolder }).filter((file) => !exempt.test(file))
  const sources = files.sort().map((file) => readSource(sourceFolder, file))
  const imports = new Map(sources.map(({ file, imports }) => [file, imports]))
  return [
    ...sources.flatMap(({ file, imports }) => imports.flatMap((target) => judge(file, target))),
    ...sources.flatMap(({ file, types }) => types.flatMap((target) => judgeDoor(file, target))),
    ...sources.flatMap(({ file, imports, types }) =>
      types.filter((target) => !imports.includes(target)).flatMap((target) => judgeTypes(file, target)),
    ),
    ...sources.filter(readsEnvironment).map(({ file }) => `${file} → process.env: ${environmentRule}`),
    ...findCycles(imports).map((cycle) => `${cycle.join(' → ')}: files must not import each other in a circle`),
  ]
}

const exempt = /\.test\.ts$|^generated\/|^sandbox\/page\//

interface SourceFile {
  file: string
  /** Relative to the source folder, as `file` is */
  imports: string[]
  /** Imports of types, too */
  types: string[]
  code: string
}

const environmentRule = `only ${mayReadEnvironment.join(' and ')} read the environment; take settings as an argument`

function readSource(sourceFolder: string, file: string): SourceFile {
  const source = readFileSync(join(sourceFolder, file), 'utf8')
  const code = stripTypeScriptTypes(source)
  const specifiers = parse(code)[0].flatMap(({ n: specifier }) => specifier ?? [])
  const types = [...source.matchAll(/\bfrom '([^']+)'/g)].flatMap(([, specifier]) => specifier ?? [])
  return { file, imports: targetsOf(file, specifiers), types: targetsOf(file, types), code }
}

/** What lies outside, such as package.json, is in no layer. */
function targetsOf(file: string, specifiers: readonly string[]): string[] {
  const local = specifiers.filter((specifier) => specifier.startsWith('.'))
  return local.map((specifier) => join(dirname(file), specifier)).filter((path) => !path.startsWith('..'))
}

function judge(file: string, target: string): string[] {
  const [from, to] = [layerOf(file), layerOf(target)]
  const allowed = mayImport[from]
  if (allowed === undefined) return [`${file} → ${target}: say in .ci/layers.ts what ${from} may import`]
  if (from !== to) {
    const isAllowed = allowed.some((layer) => isIn(to, layer))
    return isAllowed ? [] : [`${file} → ${target}: ${from} may not import ${to} (.ci/layers.ts)`]
  }
  const entityMeetsEntity = from === 'campus/entities' && file !== 'campus/entities/index.ts'
  return entityMeetsEntity ? [`${file} → ${target}: an entity reaches another through context.loaders`] : []
}

/** The engine must not know its application, not even by a type. */
function judgeTypes(file: string, target: string): string[] {
  const isKnown = engineKnows.some((layer) => isIn(layerOf(target), layer))
  if (!isIn(file, 'gateway') || isKnown) return []
  return [`${file} → ${target}: the engine may import neither values nor types from here (.ci/layers.ts)`]
}

/** What is heavy inside is entered by its door. */
function judgeDoor(file: string, target: string): string[] {
  return Object.entries(doors)
    .filter(
      ([folder, names]) =>
        isIn(target, folder) && !isIn(file, folder) && !names.some((name) => target === `${folder}/${name}.ts`),
    )
    .map(
      ([folder, names]) => `${file} → ${target}: ${folder} is entered by ${names.join(' or ')} alone (.ci/layers.ts)`,
    )
}

/** The longest layer that contains the file; of an unknown file, its top folder. */
function layerOf(file: string): string {
  const path = file.replace(/\.ts$/, '')
  const [longest] = layers.filter((layer) => isIn(path, layer))
  return longest ?? path.split('/')[0] ?? path
}

const layers = Object.keys(mayImport).sort((a, b) => b.length - a.length)

const isIn = (path: string, layer: string): boolean => path === layer || path.startsWith(`${layer}/`)

const readsEnvironment = ({ file, code }: SourceFile): boolean =>
  !mayReadEnvironment.includes(layerOf(file)) && environment.some((way) => way.test(withoutComments(code)))

const environment = [
  /\bprocess\s*(\?\.|\.)\s*env\b/,
  /\bprocess\s*(\?\.)?\s*\[/,
  /\benv\b[^{}]*\}\s*=\s*process\b/,
  /\benv\b[^{}]*\}\s*from\s*['"](node:)?process['"]/,
]

/** A string is matched too, and kept, since what looks like a comment in it is none. */
const withoutComments = (code: string): string =>
  code.replace(/\/\*[\s\S]*?\*\/|\/\/.*|('|")(?:\\.|(?!\1)[^\\\n])*\1/g, (match) =>
    match.startsWith('/') ? '' : match,
  )
