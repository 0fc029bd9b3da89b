#!/usr/bin/env node
/**
 * Starts `compax` on the Node it was tested on. Plain JavaScript, since an older Node cannot read anything else here:
 * such a one runs the Node among our dependencies and is no more than its shadow, with its signals and its exit status.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const oldestMajor = 24

if (Number.parseInt(process.versions.node, 10) >= oldestMajor) await import('./compax.ts')
else runOn(findNode())

function findNode() {
  try {
    const { resolve } = createRequire(import.meta.url)
    const description = resolve('node/package.json')
    const executable = join(dirname(description), process.platform === 'win32' ? 'bin/node.exe' : 'bin/node')
    if (existsSync(executable)) return executable
  } catch {
    // Not installed at all: said below, as for an install that left out the executable.
  }
  process.stderr.write(`compax needs Node ${oldestMajor}, which its dependencies bring: run \`npm ci\` first.\n`)
  process.exit(1)
}

function runOn(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' })
  child.on('error', (error) => {
    process.stderr.write(`compax cannot run ${node}: ${error.message}\n`)
    process.exit(1)
  })
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT']) process.on(signal, () => forward(signal, child))
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
}

/**
 * A terminal sends what is typed (Ctrl-C) to all its foreground processes, so the child has it already, and a second
 * one could be taken for impatience. Nobody types SIGTERM.
 */
function forward(signal, child) {
  if (signal === 'SIGTERM' || !process.stdin.isTTY) child.kill(signal)
}
