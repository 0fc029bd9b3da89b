/**
 * The environment, parsed once; nothing else reads `process.env`. Every setting is optional, and a value that cannot
 * be used stops the start with one line that names it.
 */
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { parseRedisUrl } from './gateway/caching/store/redis/redisUrl.ts'
import type { TrustedDocuments } from './gateway/types.ts'
import { UsageError } from './operatorErrors.ts'

export type Settings = ReturnType<typeof readSettings>

type Environment = Readonly<Record<string, string | undefined>>

export function readSettings(env: Environment) {
  const read = reader(env)
  const production = env.NODE_ENV === 'production'
  const databaseUrl = read('DATABASE_URL', optional(postgresUrl), undefined)
  return {
    production,
    port: read('PORT', wholeNumber(0, 65_535), 4000),
    host: read('HOST', text, '127.0.0.1'),
    /** undefined: the embedded server under `dataDir` */
    databaseUrl,
    /** Bypasses the pooler, where there is one */
    databaseDirectUrl: read('DATABASE_DIRECT_URL', optional(postgresUrl), databaseUrl),
    /** undefined: the response cache lives in process only */
    redis: read('REDIS_URL', optional(parseRedisUrl), undefined),
    /** 0: nothing is kept in process */
    cacheMemoryBytes: read('CACHE_MEMORY_MB', wholeNumber(0, 65_536), 64) * 2 ** 20,
    dataDir: resolve(read('DATA_DIR', text, '.compax')),
    /** Whether an empty database gets the demo campus: never one of the operator's own, never in production */
    demo: read('DEMO', onOff, true) && databaseUrl === undefined && !production,
    trustedDocuments: read('TRUSTED_DOCUMENTS', oneOf<TrustedDocuments>('off', 'log', 'enforce'), 'off'),
    sandbox: read('SANDBOX', onOff, !production),
    campusTimeZone: read('CAMPUS_TIME_ZONE', timeZone, 'Africa/Accra'),
    maxBatchSize: read('MAX_BATCH_SIZE', wholeNumber(1, 1000), 20),
    maxPageSize: read('MAX_PAGE_SIZE', wholeNumber(1, 1_000_000), 100),
    maxDepth: read('MAX_DEPTH', wholeNumber(1, 100), 12),
    maxCost: read('MAX_COST', wholeNumber(1, 1_000_000_000), 20_000),
    /** Leaf values that an operation may answer */
    maxValues: read('MAX_VALUES', wholeNumber(1, 1_000_000_000), 200_000),
    /** Of a request, however many operations it has */
    maxAnswerBytes: read('MAX_ANSWER_MB', wholeNumber(1, 1024), 16) * 2 ** 20,
    statementTimeoutMs: read('STATEMENT_TIMEOUT_MS', wholeNumber(1, 3_600_000), 5000),
    /** Of a `/graphql` request, from its arrival to its answer */
    requestTimeoutMs: read('REQUEST_TIMEOUT_MS', wholeNumber(1, 3_600_000), 10_000),
    /** 0: every one is written down */
    slowRequestMs: read('SLOW_REQUEST_MS', wholeNumber(0, 3_600_000), 1000),
    drainSeconds: read('DRAIN_SECONDS', wholeNumber(0, 3600), 5),
    /** undefined: purges and metrics are for this machine alone */
    purgeToken: read('PURGE_TOKEN', optional(bearerToken), undefined),
    metricsToken: read('METRICS_TOKEN', optional(bearerToken), undefined),
    signInLimit: read('SIGN_IN_LIMIT', rateLimit('account', 'address'), {
      account: 10,
      address: 100,
      windowSeconds: 15 * 60,
    }),
    signUpLimit: read('SIGN_UP_LIMIT', rateLimit('address'), { address: 200, windowSeconds: 3600 }),
    trustProxy: read('TRUST_PROXY', addresses, []),
    corsOrigins: read('CORS_ORIGINS', origins, []),
    logLevel: read('LOG_LEVEL', oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'), 'info'),
  }
}

type Parse<T> = (value: string) => T

function reader(env: Environment) {
  return <T>(name: string, parse: Parse<T>, fallback: T): T => {
    const value = env[name]?.trim()
    if (value === undefined || value === '') return fallback
    try {
      return parse(value)
    } catch (error) {
      const wanted = error instanceof Error ? error.message : String(error)
      throw new UsageError(`${name} ${wanted}${holdsSecret(name) ? '' : `, not ${shown(value)}`}.`)
    }
  }
}

/**
 * A bad value is shown in the message. A value that may hold a secret is not shown at all, because we cannot tell which
 * part is secret.
 */
const holdsSecret = (name: string): boolean => /_(URL|TOKEN)$/.test(name)

const shown = (value: string): string => JSON.stringify(value.slice(0, 80))

const text: Parse<string> = (value) => value

const optional =
  <T>(parse: Parse<T>): Parse<T | undefined> =>
  (value) =>
    parse(value)

const wholeNumber =
  (least: number, most: number): Parse<number> =>
  (value) => {
    const number = /^\d+$/.test(value) ? Number(value) : Number.NaN
    if (!(number >= least && number <= most)) throw new Error(`must be a whole number from ${least} to ${most}`)
    return number
  }

function oneOf<T extends string>(...values: T[]): Parse<T> {
  return (value) => {
    const found = values.find((candidate) => candidate === value.toLowerCase())
    if (found === undefined) throw new Error(`must be one of ${values.join(', ')}`)
    return found
  }
}

const onOff: Parse<boolean> = (value) => {
  if (/^(on|true|1|yes)$/i.test(value)) return true
  if (/^(off|false|0|no)$/i.test(value)) return false
  throw new Error('must be on or off')
}

const secondsByUnit: Record<string, number> = { s: 1, sec: 1, min: 60, h: 3600, d: 86_400 }

/** `10/account 100/address per 15 min`: how many of each in how long a time. */
function rateLimit<Kind extends string>(...kinds: Kind[]): Parse<Record<Kind, number> & { windowSeconds: number }> {
  const pattern = new RegExp(
    `^${kinds.map((kind) => `(\\d+)/${kind}`).join('\\s+')}\\s+per\\s+(\\d*)\\s*(s|sec|min|h|d)$`,
  )
  return (value) => {
    const found = pattern.exec(value)?.slice(1)
    const [unit = '', length = ''] = found?.slice(kinds.length).reverse() ?? []
    const windowSeconds = Number(length === '' ? 1 : length) * (secondsByUnit[unit] ?? 0)
    if (found === undefined || windowSeconds === 0) {
      throw new Error(`must be like "${kinds.map((kind) => `10/${kind}`).join(' ')} per 15 min"`)
    }
    const limits = Object.fromEntries(kinds.map((kind, index) => [kind, Number(found[index])]))
    return { ...limits, windowSeconds } as Record<Kind, number> & { windowSeconds: number } // one for each kind
  }
}

const postgresUrl: Parse<string> = (value) => {
  if (!URL.canParse(value) || !/^postgres(ql)?:$/.test(new URL(value).protocol)) {
    throw new Error('must be a URL like postgresql://user:password@host:5432/database')
  }
  return value
}

/** What the header `Authorization: Bearer` can carry. */
const bearerToken: Parse<string> = (value) => {
  if (!/^[\x21-\x7e]+$/.test(value)) throw new Error('must be letters, digits and signs of ASCII without spaces')
  return value
}

const timeZone: Parse<string> = (value) => {
  try {
    // JavaScript and PostgreSQL both take an offset for a zone, but with opposite signs.
    if (/^[+-]/.test(value)) throw new RangeError('no name')
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone
  } catch {
    throw new Error('must be an IANA time zone like Africa/Accra')
  }
}

const list: Parse<string[]> = (value) =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

const addresses: Parse<string[]> = (value) =>
  list(value).map((address) => {
    const [ip = '', bits, ...rest] = address.split('/')
    const maxBits = isIP(ip) === 6 ? 128 : 32
    const bitsHold = bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= maxBits)
    if (isIP(ip) === 0 || !bitsHold || rest.length > 0)
      throw new Error('must be IP addresses or ranges like 10.0.0.0/8, comma separated')
    return address
  })

const origins: Parse<string[]> = (value) =>
  list(value).map((origin) => {
    const url = URL.canParse(origin) ? new URL(origin) : undefined
    if (url === undefined || url.origin !== origin || !/^https?:$/.test(url.protocol)) {
      throw new Error('must be origins like https://campus.example, comma separated')
    }
    return origin
  })
