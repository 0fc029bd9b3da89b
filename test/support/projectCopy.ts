/**
 * A copy of the project in a folder of its own. A test may change its schema, its baseline and its operations, and run
 * its commands. Dependencies are shared.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { type Outcome, type RunOptions, runNode } from './runNode.ts'

export interface ProjectCopy {
  folder: string
  read(file: string): string
  write(file: string, content: string): void
  /** Runs `compax …` in a folder that has nothing to do with the project, unless the options give another folder */
  compax(args: string[], options?: RunOptions): Promise<Outcome>
  remove(): void
}

const projectFolder = join(import.meta.dirname, '../..')

/** Has all of `src/` that a command runs, and an empty `schema/`. */
export function copyProject(): ProjectCopy {
  const folder = mkdtempSync(join(tmpdir(), 'compax-project-'))
  const inFolder = (file: string) => join(folder, file)
  for (const schema of ['schema/operations', 'schema/published']) mkdirSync(inFolder(schema), { recursive: true })
  cpSync(join(projectFolder, 'src'), inFolder('src'), { recursive: true, filter: isRun })
  cpSync(join(projectFolder, 'package.json'), inFolder('package.json'))
  symlinkSync(join(projectFolder, 'node_modules'), inFolder('node_modules'))
  return {
    folder,
    read: (file) => readFileSync(inFolder(file), 'utf8'),
    write: (file, content) => writeFileSync(inFolder(file), content),
    compax: (args, options) => runNode([inFolder('src/bin/compax.js'), ...args], { cwd: tmpdir(), ...options }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

const isRun = (file: string): boolean =>
  !/^src\/(sandbox\/page|generated\/sandbox)|\.test\.ts$/.test(relative(projectFolder, file))
