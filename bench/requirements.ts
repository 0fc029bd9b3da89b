/** What the benchmark needs of the machine, and the packages of the peers. */
import { spawnSync } from 'node:child_process'
import { hash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { benchFolder, dataFolder } from './places.ts'

const programs: Record<string, string> = {
  wrk: 'apt-get install wrk',
  pgbench: 'apt-get install postgresql',
  'redis-server': 'apt-get install redis-server',
}

/** One line for each program that is missing, with how it is installed. */
export function missingPrograms(): string[] {
  return Object.entries(programs)
    .filter(([program]) => !isOnPath(program))
    .map(([program, command]) => `${program} is missing: install it, on Debian with \`${command}\`.`)
}

const isOnPath = (program: string): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, program)))

/** The packages of the lock file, and Prisma's client for the models as they are. */
export function installPeers(report: (line: string) => void): void {
  const lock = digest('package-lock.json')
  if (readMark('installed') !== lock || !existsSync(join(benchFolder, 'node_modules'))) {
    report('Installing the packages of the peers, this once.')
    run('npm', ['ci', '--ignore-scripts'])
    writeMark('installed', lock)
  }
  const models = digest('../prisma/schema.prisma') + lock + digest('peers/prisma/schema.ts')
  if (readMark('generated-from') !== models) {
    run('npm', ['exec', '--', 'prisma', 'generate'])
    writeMark('generated-from', models)
  }
}

const digest = (file: string): string => hash('sha256', readFileSync(join(benchFolder, file)))

function readMark(name: string): string {
  const file = join(dataFolder, name)
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

const writeMark = (name: string, text: string): void => writeFileSync(join(dataFolder, name), text)

function run(command: string, args: string[]): void {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: benchFolder, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}${stderr}`)
}
