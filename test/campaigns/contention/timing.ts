/**
 * `npm run contention -- --timing` shows whether the time of an answer reveals who has an account. Sign-ins of a known
 * person with a wrong password and of an unknown login take turns, so that other work of the machine slows both. The
 * results are medians, because the tail is the machine's.
 */
import type { Execute } from '../../support/execute.ts'

export interface TimingReport {
  /** Medians in milliseconds */
  wrongPassword: number
  unknownUser: number
  /** As a share of the smaller median, in percent */
  differencePercent: number
}

const password = 'a good long password'
const warmUps = 20

/** Needs a gateway whose limits allow as many attempts. */
export async function compareSignIns(execute: Execute, pairs: number): Promise<TimingReport> {
  const signUp = `signUp(input: { username: "timed", email: "timed@campus.example", password: "${password}" }) { token }`
  await execute(`mutation { ${signUp} }`)
  const times: Record<'timed' | 'nobody', number[]> = { timed: [], nobody: [] }
  for (let pair = -warmUps; pair < pairs; pair++) {
    for (const login of pair % 2 === 0 ? (['timed', 'nobody'] as const) : (['nobody', 'timed'] as const)) {
      const milliseconds = await timeOf(execute, login)
      if (pair >= 0) times[login].push(milliseconds)
    }
  }
  const [wrongPassword, unknownUser] = [median(times.timed), median(times.nobody)]
  const differencePercent = (100 * Math.abs(wrongPassword - unknownUser)) / Math.min(wrongPassword, unknownUser)
  return { wrongPassword, unknownUser, differencePercent }
}

async function timeOf(execute: Execute, login: string): Promise<number> {
  const mutation = `mutation { signIn(input: { login: "${login}", password: "a wrong long password" }) { userErrors { code } } }`
  const start = performance.now()
  const { data } = await execute(mutation)
  const milliseconds = performance.now() - start
  const code = data?.signIn.userErrors[0]?.code
  if (code !== 'INVALID_CREDENTIALS') throw new Error(`The sign-in of ${login} was answered with ${code}.`)
  return milliseconds
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
