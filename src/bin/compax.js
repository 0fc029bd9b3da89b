#!/usr/bin/env node
/**
 * Starts `compax` on the Node it was tested on. This file is plain JavaScript, because an older Node cannot read
 * anything else here. An older Node runs the Node among our dependencies and only mirrors its signals and its exit
 * status.
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
    // Not installed at all: the error below covers this case, as it does an install that left out the executable.
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
 * A terminal sends Ctrl-C to all its foreground processes, so the child has it already. The child could take a second
 * one for impatience. No person types SIGTERM.
 */
function forward(signal, child) {
  if (signal === 'SIGTERM' || !process.stdin.isTTY) child.kill(signal)
}
