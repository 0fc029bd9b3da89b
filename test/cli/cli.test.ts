import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runNode, startNode } from '../support/runNode.ts'

const projectFolder = join(import.meta.dirname, '../..')
const launcher = join(projectFolder, 'src/bin/compax.js')
const compax = (...args: string[]) => runNode([launcher, ...args], { cwd: tmpdir() })

describe('compax', () => {
  test('--help has one line for each command, and is not a failure', async () => {
    const { exitStatus, stdout, stderr } = await compax('--help')
    const commands = stdout.split('Commands:\n')[1]?.trimEnd().split('\n') ?? []
    expect(commands.map((line) => /^ {2}(\w+( \w+)?)/.exec(line)?.[1])).toEqual([
      'serve',
      'migrate',
      'seed',
      'import campus',
      'import timetable',
      'term add',
      'user add',
      'user role',
      'user password',
      'schema check',
      'schema publish',
      'cache purge',
    ])
    expect({ exitStatus, stderr }).toEqual({ exitStatus: 0, stderr: '' })
  })

  test.each([['schema', 'check'], ['schema', 'publish'], ['seed'], ['migrate'], ['import', 'timetable']])(
    '%s %s --help says how to call it',
    async (...command) => {
      const { exitStatus, stdout } = await compax(...command, '--help')
      expect(stdout).toMatch(new RegExp(`^Usage: compax ${command.join(' ')} `))
      expect(exitStatus).toBe(0)
    },
  )

  test.each<[string, string[], RegExp]>([
    [
      'an unknown command suggests the one that is meant',
      ['shema'],
      /^error: unknown command 'shema'\n\(Did you mean schema\?\)\n$/,
    ],
    ['an unknown subcommand too', ['schema', 'chek'], /^error: unknown command 'chek'\n\(Did you mean check\?\)\n$/],
    [
      'an unknown option too',
      ['schema', 'check', '--agains', 'x'],
      /^error: unknown option '--agains'\n\(Did you mean --against\?\)\n$/,
    ],
    ['no command at all shows the help', [], /^Usage: compax /],
  ])('%s, and exits 2', async (_what, args, message) => {
    const { exitStatus, stdout, stderr } = await compax(...args)
    expect(stderr).toMatch(message)
    expect({ exitStatus, stdout }).toEqual({ exitStatus: 2, stdout: '' })
  })

  test('a setting that cannot be used exits 2 with one line, and does not keep --help from helping', async () => {
    const env = { PORT: 'http' }
    const { exitStatus, stderr } = await runNode([launcher, 'migrate'], { cwd: tmpdir(), env })
    expect(stderr).toBe('PORT must be a whole number from 0 to 65535, not "http".\n')
    expect(exitStatus).toBe(2)
    expect((await runNode([launcher, 'migrate', '--help'], { cwd: tmpdir(), env })).exitStatus).toBe(0)
  })

  test('a reader that stops early is not a failure', async () => {
    const child = startNode([launcher, '--help'], { cwd: tmpdir() })
    child.stdout.destroy()
    const stderr = child.stderr.setEncoding('utf8').toArray()
    expect(await once(child, 'exit')).toEqual([0, null])
    expect((await stderr).join('')).toBe('')
  })
})

describe('on an older Node', () => {
  let folder: string
  beforeEach(() => {
    // Real, since what the launcher finds of itself has no links in it.
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'compax-launcher-')))
    mkdirSync(join(folder, 'bin'))
    cpSync(launcher, join(folder, 'bin/compax.js'))
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  /** What the launcher starts, in place of the real command line. */
  const program = (code: string) => writeFileSync(join(folder, 'bin/compax.ts'), code)
  const installNode = () => symlinkSync(join(projectFolder, 'node_modules'), join(folder, 'node_modules'))
  const older = 'Object.defineProperty(process.versions, "node", { value: "20.19.0" })'
  const args = (...given: string[]) => [
    '--import',
    `data:text/javascript,${older}`,
    join(folder, 'bin/compax.js'),
    ...given,
  ]

  test('the Node among our dependencies runs the command, with its arguments, its streams and its status', async () => {
    installNode()
    program(`
      process.stdout.write(JSON.stringify([process.versions.node, process.execPath, ...process.argv.slice(2)]))
      process.stderr.write('heard')
      process.exitCode = 3 satisfies number`)
    const { exitStatus, stdout, stderr } = await runNode(args('import', 'a b', '--dry-run'))
    const [version, executable, ...given] = JSON.parse(stdout)
    expect(Number.parseInt(version, 10)).toBeGreaterThanOrEqual(24)
    expect(realpathSync(executable)).toBe(realpathSync(join(projectFolder, 'node_modules/node/bin/node')))
    expect(given).toEqual(['import', 'a b', '--dry-run'])
    expect({ exitStatus, stderr }).toEqual({ exitStatus: 3, stderr: 'heard' })
  })

  test.each(['SIGTERM', 'SIGINT'] as const)('%s reaches the command, which ends in its own time', async (signal) => {
    installNode()
    program(`
      setInterval(() => {}, 1000)
      process.on('${signal}', () => process.stdout.write('drained', () => process.exit(5)))
      process.stdout.write('ready')`)
    const child = startNode(args())
    const exit = once(child, 'exit')
    await once(child.stdout, 'data')
    child.kill(signal)
    expect(String(await once(child.stdout, 'data'))).toBe('drained')
    expect(await exit).toEqual([5, null])
  })

  test('the exit status of a command that a signal ended differs from that of a failure, as in shells', async () => {
    installNode()
    program("process.kill(process.pid, 'SIGKILL')")
    expect((await runNode(args())).exitStatus).toBe(128 + 9)
  })

  test('without its dependencies it says what to do', async () => {
    const { exitStatus, stderr } = await runNode(args())
    expect(stderr).toBe('compax needs Node 24, which its dependencies bring: run `npm ci` first.\n')
    expect(exitStatus).toBe(1)
  })
})
