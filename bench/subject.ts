/** The gateway to be looked into: its process with the inspector open, on the benchmark's database or on a demo campus. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { demoPassword } from '../src/campus/seeding/demoAccounts.ts'
import { joinEmbeddedServer } from '../src/postgres/embedded/joinEmbeddedServer.ts'
import { signIn } from './contest/competitor.ts'
import { admin, openBenchDatabase } from './database/benchDatabase.ts'
import { type Inspector, openInspector } from './measure/inspector.ts'
import { freePort, type ServerProcess, startServer } from './measure/serverProcess.ts'
import { compax, dataFolder } from './places.ts'
import { type Campus, readCampus } from './works/campus.ts'

export interface Subject {
  server: ServerProcess
  inspector: Inspector
  campus: Campus
  /** What each request carries: the token of an admin, and that no cache may answer */
  headers: Record<string, string>
  stop(): Promise<void>
}

export interface SubjectOptions {
  /** The demo campus, which is there in seconds, in place of the benchmark's */
  demo: boolean
  report(line: string): void
}

export async function startSubject({ demo, report }: SubjectOptions): Promise<Subject> {
  await mkdir(dataFolder, { recursive: true })
  const folder = join(dataFolder, 'demo')
  const database = demo ? await joinEmbeddedServer(folder, report) : await openBenchDatabase(report)
  // The demo is never loaded in production, nor into an address that is given.
  const environment = demo ? { NODE_ENV: 'development', DATA_DIR: folder } : { DATABASE_URL: database.url }
  const port = await freePort()
  const server = await startServer({
    name: 'compax serve',
    command: [`--inspect=127.0.0.1:${port}`, compax, 'serve'],
    env: { DATA_DIR: join(dataFolder, 'serve'), LOG_LEVEL: 'error', ...environment },
    readyPath: '/readyz',
  }).catch(async (error) => {
    await database.leave()
    throw error
  })
  const leave = async () => {
    await server.stop()
    await database.leave()
  }
  try {
    const inspector = await openInspector(port)
    const token = await signIn(server, demo ? { ...admin, username: 'admin', password: demoPassword } : admin)
    const headers = { authorization: `Bearer ${token}`, 'cache-control': 'no-cache' }
    const stop = async () => {
      inspector.close()
      await leave()
    }
    return { server, inspector, campus: await readCampus(database.url), headers, stop }
  } catch (error) {
    await leave()
    throw error
  }
}
