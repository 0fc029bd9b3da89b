/** The command line on the process it runs in. */
import { describeFailure } from '../cli/failure.ts'
import { createProgram } from '../cli/program.ts'
import { readSettings } from '../settings.ts'

const { env, stdin, stdout, stderr } = process

/** The reader of our output may stop early (`compax … | head`). The command finishes all the same. */
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

const line = { settings: () => readSettings(env), stdin, stdout, stderr }
const serve = () => import('../main.ts')

try {
  await createProgram(line, serve).parseAsync()
} catch (error) {
  const { exitStatus, text } = describeFailure(error, env.LOG_LEVEL === 'debug')
  stderr.write(text)
  process.exitCode = exitStatus
}
