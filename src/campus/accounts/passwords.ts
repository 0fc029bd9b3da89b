/**
 * Passwords by Argon2id (19 MiB, two passes, one lane: OWASP's first choice). Hashing runs on the thread pool, few at a
 * time, so that a flood of sign-ins delays only sign-ins and never reads.
 */
import { hash, verify } from '@node-rs/argon2'
import { dictionary } from '@zxcvbn-ts/language-common'
import pLimit from 'p-limit'
import { clientError } from '../../gateway/errors/errors.ts'

export interface Passwords {
  hash(password: string): Promise<string>
  /** Takes equally long for an account that does not exist, whose hash is undefined. */
  verify(passwordHash: string | undefined, password: string): Promise<boolean>
}

const cost = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const
const atOnce = 2
/** Beyond this a client waits longer than it is willing to. */
const maxWaiting = 500

export function createPasswords(): Passwords {
  const limit = pLimit(atOnce)
  const absent = hash('nobody has this password', cost)
  const run = <T>(work: () => Promise<T>): Promise<T> => {
    if (limit.pendingCount >= maxWaiting) {
      throw clientError('RATE_LIMITED', 'Too many people are signing in. Try again in a moment.')
    }
    return limit(work)
  }
  return {
    hash: (password) => run(() => hash(password, cost)),
    verify: async (passwordHash, password) => {
      const known = passwordHash ?? (await absent)
      const matches = await run(() => verify(known, password))
      return matches && passwordHash !== undefined
    },
  }
}

const [shortest, longest] = [12, 256]
const common = new Set<string>(dictionary['passwords-common'])

/** Why the password is too weak, in words; undefined when it is fine. */
export function passwordWeakness(password: string, own: string[]): string | undefined {
  const length = [...password].length
  if (length < shortest || length > longest)
    return `A password has ${shortest} to ${longest} characters; this one has ${length}.`
  const lower = password.toLowerCase()
  if (own.some((name) => name !== '' && lower === name.toLowerCase()))
    return 'A password must not be the name or the address of its account.'
  const forms = [
    lower,
    lower.replace(/^[^a-z]+|[^a-z]+$/g, ''),
    lower.slice(0, lower.length / 2).repeat(2) === lower ? lower.slice(0, lower.length / 2) : lower,
  ]
  if (forms.some((form) => common.has(form)) || isRun(lower))
    return 'This password is one of those that are guessed first. Take another.'
  return undefined
}

/** One character again and again, or characters in their order: `111111111111`, `abcdefghijkl`, `123456789012`. */
function isRun(text: string): boolean {
  const codes = [...text].map((character) => character.charCodeAt(0))
  const steps = new Set(codes.slice(1).map((code, index) => code - (codes[index] ?? 0)))
  steps.delete(-9) // from 9 to 0
  return steps.size <= 1
}
