/** `npm run profile`: what the gateway does with its time under one kind of load, as a `.cpuprofile` and a flame graph. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { graphqlRequest } from './contest/operations.ts'
import { httpLoad } from './measure/httpLoad.ts'
import { connections } from './measure/wrk.ts'
import { projectFolder } from './places.ts'
import { type CpuProfile, callTree, hottest } from './profile/callTree.ts'
import { flameGraph } from './profile/flameGraph.ts'
import { type Subject, startSubject } from './subject.ts'
import { works } from './works/index.ts'
import type { Work } from './works/work.ts'

// A page of the deep page's work is found by walking there: this is for works that are asked as they are.
const choices = works.filter(({ isPaged }) => !isPaged)

const usage = `npm run profile [-- OPTIONS]

  --work W       ${choices.map(({ name }) => name).join(', ')}; finder when left out
  --seconds S    of profiled load, 10 when left out
  --warm-up S    of load before that, 5 when left out
  --demo         on a demo campus, which is there in seconds, in place of the benchmark's
`
const report = (line: string): void => void process.stderr.write(`${line}\n`)

process.removeAllListeners('warning')
process.exitCode = await main(process.argv.slice(2))

async function main(args: string[]): Promise<number> {
  const options = readOptions(args)
  if (options === undefined) return 2
  const subject = await startSubject({ demo: options.demo, report })
  try {
    await profile(subject, options)
    return 0
  } finally {
    await subject.stop()
  }
}

interface Options {
  work: Work
  seconds: number
  warmUp: number
  demo: boolean
}

function readOptions(args: string[]): Options | undefined {
  try {
    const { values } = parseArgs({
      args,
      options: {
        work: { type: 'string', default: 'finder' },
        seconds: { type: 'string', default: '10' },
        'warm-up': { type: 'string', default: '5' },
        demo: { type: 'boolean', default: false },
      },
    })
    const work = choices.find(({ name }) => name === values.work)
    if (work === undefined) throw new Error(`--work ${values.work} is none of the works.`)
    const [seconds, warmUp] = [Number(values.seconds), Number(values['warm-up'])]
    if (!(seconds > 0 && warmUp >= 0)) throw new Error('--seconds and --warm-up are numbers of seconds.')
    return { work, seconds, warmUp, demo: values.demo }
  } catch (error) {
    report(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
    return undefined
  }
}

async function profile(subject: Subject, { work, seconds, warmUp }: Options): Promise<void> {
  const { inspector } = subject
  report(`Warming up with ${work.name}: ${work.title}`)
  await load(subject, work, warmUp)
  await inspector.call('Profiler.enable')
  await inspector.call('Profiler.setSamplingInterval', { interval: 500 })
  await inspector.call('Profiler.start')
  const answered = await load(subject, work, seconds)
  const { profile } = await inspector.call<{ profile: CpuProfile }>('Profiler.stop')
  const root = callTree(profile)
  const title = `${work.name}: ${answered} requests in ${seconds} s`
  const base = join(projectFolder, 'profiles', `${work.name}-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`)
  await mkdir(join(projectFolder, 'profiles'), { recursive: true })
  await writeFile(`${base}.cpuprofile`, JSON.stringify(profile))
  await writeFile(`${base}.html`, flameGraph(root, title))
  const files = [`${base}.cpuprofile`, `${base}.html`].map((file) => relative(process.cwd(), file))
  const lines = hottest(root, 10).map(
    ({ name, place, selfMicroseconds }) =>
      `${((selfMicroseconds / answered) | 0).toString().padStart(6)} µs  ${name}  ${place}`,
  )
  process.stdout.write(`${[...files, '', `${title}; itself, a request:`, ...lines].join('\n')}\n`)
}

/** Asked by hash, as registered clients do; the first request brings the text. */
async function load({ server, campus, headers }: Subject, work: Work, seconds: number): Promise<number> {
  const { operation } = work.dialects.relay
  const pool = work.pool(campus).map((variables) => graphqlRequest(operation, variables, { headers }))
  const [first = {}] = work.pool(campus)
  const teaching = [graphqlRequest(operation, first, { headers, withText: true })]
  await httpLoad({ origin: server.origin, connections: 1, next: () => teaching.pop() })
  const end = performance.now() + seconds * 1000
  let turn = 0
  const next = () => (performance.now() < end ? pool[turn++ % pool.length] : undefined)
  return httpLoad({ origin: server.origin, connections, next })
}
