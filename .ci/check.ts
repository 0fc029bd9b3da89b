/** `npm run check`: everything about the sources that can be known without running them. All checks run, whatever fails. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findViolations } from './importDirection.ts'
import { findPrivateWords } from './plainWords.ts'

interface Check {
  title: string
  /** What is wrong; empty when nothing is */
  findFaults(): string | Promise<string>
}

const projectFolder = join(import.meta.dirname, '..')
const pageProject = 'src/sandbox/page'

const checks: Check[] = [
  { title: 'generated files', findFaults: findStaleFiles },
  { title: 'types', findFaults: () => outputOfFailure('tsc', '-p', '.') },
  { title: 'types of the sandbox page', findFaults: () => outputOfFailure('tsc', '-p', pageProject) },
  { title: 'lint and format', findFaults: () => outputOfFailure('biome', 'check', '.') },
  {
    title: 'direction of imports',
    findFaults: async () => (await findViolations(join(projectFolder, 'src'))).join('\n'),
  },
  { title: 'plain words', findFaults: () => findPrivateWords(projectFolder).join('\n') },
  { title: 'unused exports and dependencies', findFaults: findUnused },
]

// Node warns that taking types away is experimental, each time; here the result is only looked at.
process.removeAllListeners('warning')

for (const { title, findFaults } of checks) {
  const faults = await findFaults()
  process.stdout.write(faults === '' ? `ok    ${title}\n` : `FAIL  ${title}\n${indent(faults)}\n`)
  if (faults !== '') process.exitCode = 1
}

/** Makes them anew: of those that are committed nothing may change by that. The others are current from then on. */
function findStaleFiles(): string {
  const committed = join(projectFolder, 'schema/published/operations.json')
  const read = () => (existsSync(committed) ? readFileSync(committed, 'utf8') : '')
  const before = read()
  const failure = outputOfFailure('npm', 'run', '--silent', 'generate')
  if (failure !== '' || read() === before) return failure
  return 'schema/published/operations.json was not what schema/operations says. It is now: commit it.'
}

/**
 * What nothing uses, then what tests alone use. The generated files are read too, although Git ignores them. Hints at the
 * configuration depend on whether the benchmark was installed and run, so they count for nothing.
 */
function findUnused(): string {
  const options = ['--no-progress', '--no-gitignore', '--no-config-hints']
  const production = ['--production', '--workspace', '.']
  return [[], production]
    .map((mode) => outputOfFailure('knip', ...options, ...mode))
    .join('\n')
    .trim()
}

/** What the command printed, when it failed. npm puts the commands of our dependencies on the path. */
function outputOfFailure(command: string, ...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: projectFolder, encoding: 'utf8' })
  if (status === 0) return ''
  return `${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`.trim() || `${command} failed without a word.`
}

function indent(text: string): string {
  return text.trimEnd().replaceAll(/^/gm, '      ')
}
