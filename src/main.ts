/** The gateway's process: settings → clients → gateway → listen, and on SIGTERM or SIGINT drain. */

import { demoPassword } from './campus/seeding/demoAccounts.ts'
import { describeFailure } from './cli/failure.ts'
import { createLogger } from './gateway/observing/createLogger.ts'
import { type RunningServer, startServer } from './server.ts'
import { readSettings } from './settings.ts'

const settings = readSettings(process.env)
const log = createLogger(settings, process.stdout)
const stopping = new AbortController()
const signals = Promise.withResolvers<void>()

/**
 * One Ctrl-C may reach us twice, from the terminal and through the process that started us; a person is not that fast.
 */
const onePressMs = 500
let stoppedAt = Number.POSITIVE_INFINITY

function stop(reason: string): void {
  // A person who asks again does not want to wait.
  if (performance.now() - stoppedAt > onePressMs) process.exit(1)
  if (stopping.signal.aborted) return
  stoppedAt = performance.now()
  stopping.abort(new Error(reason))
  // Work that still hangs then is abandoned.
  setTimeout(() => process.exit(), Math.max(settings.drainSeconds, 1) * 1000).unref()
  signals.resolve()
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(`Stopped by ${signal}.`))

// npm's shell dies of a SIGTERM without passing it on, which would leave behind a gateway that the operator does not
// know of.
if (process.env.npm_lifecycle_event !== undefined) {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    stop('Stopped: npm is gone.')
  }, 500).unref()
}

try {
  const server = await startServer(settings, log, { signal: stopping.signal, watchesProcess: true })
  announce(server)
  await Promise.race([signals.promise, server.ended]).finally(() => server.close())
} catch (error) {
  if (!stopping.signal.aborted) {
    const { exitStatus, text } = describeFailure(error, settings.logLevel === 'debug')
    process.stderr.write(text)
    process.exitCode = exitStatus
  }
}

function announce({ url, demoAccounts }: RunningServer): void {
  const addresses = { graphql: `${url}/graphql`, ...(settings.sandbox && { sandbox: `${url}/sandbox` }) }
  if (settings.production) {
    log.info(addresses, 'Compax Gateway is ready.')
    return
  }
  const lines = Object.entries(addresses).map(([name, address]) => `  ${name.padEnd(8)} ${address}`)
  const people = demoAccounts.map(
    ({ username, role }) => `  ${username.padEnd(8)} ${role.toLowerCase().replace('_', ' ')}`,
  )
  const accounts = people.length === 0 ? [] : ['', `Sign in with the password ${demoPassword} as`, ...people]
  process.stdout.write(`\n${['Compax Gateway is ready.', ...lines, ...accounts].join('\n')}\n\n`)
}
