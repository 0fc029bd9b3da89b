import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { UsageError } from './operatorErrors.ts'
import { readSettings } from './settings.ts'

const url = 'postgresql://compax:s3cr3t@db.campus.example:5432/compax'

describe('settings', () => {
  test('have a default each', () => {
    expect(readSettings({})).toEqual({
      production: false,
      port: 4000,
      host: '127.0.0.1',
      databaseUrl: undefined,
      databaseDirectUrl: undefined,
      redis: undefined,
      cacheMemoryBytes: 64 * 2 ** 20,
      dataDir: resolve('.compax'),
      demo: true,
      trustedDocuments: 'off',
      sandbox: true,
      campusTimeZone: 'Africa/Accra',
      maxBatchSize: 20,
      maxPageSize: 100,
      maxDepth: 12,
      maxCost: 20_000,
      maxValues: 200_000,
      maxAnswerBytes: 16 * 2 ** 20,
      statementTimeoutMs: 5000,
      requestTimeoutMs: 10_000,
      slowRequestMs: 1000,
      drainSeconds: 5,
      purgeToken: undefined,
      metricsToken: undefined,
      signInLimit: { account: 10, address: 100, windowSeconds: 900 },
      signUpLimit: { address: 200, windowSeconds: 3600 },
      trustProxy: [],
      corsOrigins: [],
      logLevel: 'info',
    })
  })

  test('that are empty or blank are not set', () => {
    const blank = { PORT: '', HOST: ' ', DATABASE_URL: '', DEMO: '  ', CORS_ORIGINS: '', TRUST_PROXY: '\t' }
    expect(readSettings(blank)).toEqual(readSettings({}))
  })

  test('are taken as they are given', () => {
    const given = {
      PORT: ' 0 ',
      HOST: '::1',
      DATABASE_URL: url,
      REDIS_URL: 'redis://cache.example',
      CACHE_MEMORY_MB: '0',
      DATA_DIR: '/var/lib/compax',
      TRUSTED_DOCUMENTS: 'Enforce',
      SANDBOX: 'off',
      CAMPUS_TIME_ZONE: 'Europe/Berlin',
      MAX_COST: '500000',
      MAX_VALUES: '1000',
      MAX_ANSWER_MB: '2',
      REQUEST_TIMEOUT_MS: '2500',
      SLOW_REQUEST_MS: '0',
      DRAIN_SECONDS: '0',
      TRUST_PROXY: '10.0.0.0/8, ::1, 192.0.2.7',
      CORS_ORIGINS: 'https://campus.example,http://localhost:3000,',
      LOG_LEVEL: 'WARN',
      PURGE_TOKEN: ' pUrge-7~/+= ',
      METRICS_TOKEN: 'metr:cs!',
      SIGN_IN_LIMIT: '3/account 20/address per 2 h',
      SIGN_UP_LIMIT: '5/address per min',
    }
    expect(readSettings(given)).toMatchObject({
      port: 0,
      host: '::1',
      databaseUrl: url,
      redis: { kind: 'single', nodes: [{ host: 'cache.example', port: 6379 }], tls: false, database: 0 },
      cacheMemoryBytes: 0,
      databaseDirectUrl: url,
      dataDir: '/var/lib/compax',
      trustedDocuments: 'enforce',
      sandbox: false,
      purgeToken: 'pUrge-7~/+=',
      metricsToken: 'metr:cs!',
      signInLimit: { account: 3, address: 20, windowSeconds: 7200 },
      signUpLimit: { address: 5, windowSeconds: 60 },
      campusTimeZone: 'Europe/Berlin',
      maxCost: 500_000,
      maxValues: 1000,
      maxAnswerBytes: 2 * 2 ** 20,
      requestTimeoutMs: 2500,
      slowRequestMs: 0,
      drainSeconds: 0,
      trustProxy: ['10.0.0.0/8', '::1', '192.0.2.7'],
      corsOrigins: ['https://campus.example', 'http://localhost:3000'],
      logLevel: 'warn',
    })
  })

  test('of a direct connection stand beside those of the pooler', () => {
    const direct = 'postgres://compax@db.campus.example/compax'
    expect(readSettings({ DATABASE_URL: url, DATABASE_DIRECT_URL: direct }).databaseDirectUrl).toBe(direct)
  })

  test.each([
    [{}, true],
    [{ DEMO: 'off' }, false],
    [{ DATABASE_URL: url }, false],
    [{ DATABASE_URL: url, DEMO: 'on' }, false],
    [{ NODE_ENV: 'production' }, false],
    [{ NODE_ENV: 'production', DEMO: 'on' }, false],
    [{ NODE_ENV: 'development' }, true],
  ])('%o: the demo is %s', (env, demo) => {
    expect(readSettings(env).demo).toBe(demo)
  })

  test('of production turn the sandbox off, unless it is asked for', () => {
    expect(readSettings({ NODE_ENV: 'production' })).toMatchObject({ production: true, sandbox: false })
    expect(readSettings({ NODE_ENV: 'production', SANDBOX: 'yes' }).sandbox).toBe(true)
  })
})

describe('abuse: a bad value is one line that names it', () => {
  const wholeNumber = (least: number, most: number) => `must be a whole number from ${least} to ${most}`
  const databaseUrl = 'must be a URL like postgresql://user:password@host:5432/database.'

  test.each([
    ['PORT', '-1', wholeNumber(0, 65_535)],
    ['PORT', '65536', wholeNumber(0, 65_535)],
    ['PORT', '4e3', wholeNumber(0, 65_535)],
    ['PORT', '0x10', wholeNumber(0, 65_535)],
    ['CACHE_MEMORY_MB', '65537', wholeNumber(0, 65_536)],
    ['MAX_BATCH_SIZE', '0', wholeNumber(1, 1000)],
    ['MAX_PAGE_SIZE', '1.5', wholeNumber(1, 1_000_000)],
    ['MAX_DEPTH', '101', wholeNumber(1, 100)],
    ['MAX_COST', 'many', wholeNumber(1, 1_000_000_000)],
    ['MAX_VALUES', '0', wholeNumber(1, 1_000_000_000)],
    ['MAX_ANSWER_MB', '0.5', wholeNumber(1, 1024)],
    ['STATEMENT_TIMEOUT_MS', '0', wholeNumber(1, 3_600_000)],
    ['DRAIN_SECONDS', '5s', wholeNumber(0, 3600)],
    ['TRUSTED_DOCUMENTS', 'on', 'must be one of off, log, enforce'],
    ['LOG_LEVEL', 'loud', 'must be one of fatal, error, warn, info, debug, trace, silent'],
    ['DEMO', 'perhaps', 'must be on or off'],
    ['SANDBOX', '2', 'must be on or off'],
    ['CAMPUS_TIME_ZONE', 'Mars/Olympus', 'must be an IANA time zone like Africa/Accra'],
    ['CAMPUS_TIME_ZONE', '+01:00', 'must be an IANA time zone like Africa/Accra'],
    ['TRUST_PROXY', 'proxy.example', 'must be IP addresses or ranges like 10.0.0.0/8, comma separated'],
    ['TRUST_PROXY', '10.0.0.0/33', 'must be IP addresses or ranges'],
    ['TRUST_PROXY', '10.0.0.0/8/8', 'must be IP addresses or ranges'],
    ['CORS_ORIGINS', '*', 'must be origins like https://campus.example, comma separated'],
    ['CORS_ORIGINS', 'https://campus.example/', 'must be origins'],
    ['CORS_ORIGINS', 'campus.example', 'must be origins'],
    ['CORS_ORIGINS', 'null', 'must be origins'],
    ['CORS_ORIGINS', 'ftp://campus.example', 'must be origins'],
    ['SIGN_IN_LIMIT', '10/account', 'must be like "10/account 10/address per 15 min"'],
    ['SIGN_IN_LIMIT', '10/account 100/address per 0 min', 'must be like'],
    ['SIGN_UP_LIMIT', 'none', 'must be like "10/address per 15 min"'],
  ])('%s=%s', (name, value, wanted) => {
    const refused = () => readSettings({ [name]: value })
    expect(refused).toThrow(UsageError)
    expect(refused).toThrow(
      new RegExp(`^${name} ${wanted}.*, not ${JSON.stringify(value).replace(/[*+]/g, '\\$&')}\\.$`),
    )
  })

  test('a long one is shown in part, and on one line', () => {
    expect(() => readSettings({ LOG_LEVEL: `a\nb${'x'.repeat(1000)}` })).toThrow(/^LOG_LEVEL .{0,200}$/)
  })

  test.each(['PURGE_TOKEN', 'METRICS_TOKEN'])('%s is not shown: it is secret', (name) => {
    for (const value of ['two words', 'schlüssel', 'line\nbreak']) {
      const line = `${name} must be letters, digits and signs of ASCII without spaces.`
      expect(() => readSettings({ [name]: value })).toThrow(new UsageError(line))
    }
  })

  test('REDIS_URL is not shown either', () => {
    expect(() => readSettings({ REDIS_URL: 'redis://me:s3cr3t@one,two' })).toThrow(
      /^REDIS_URL must be a URL like redis:(?!.*s3cr3t)/,
    )
  })

  test.each(['DATABASE_URL', 'DATABASE_DIRECT_URL'])('%s is not shown: it may hold a password', (name) => {
    for (const value of [
      'mysql://me:s3cr3t@host/x',
      'me:s3cr3t@host/x',
      's3cr3t',
      'http://h/?password=s3cr3t',
      '//a/s3cr3t@h',
    ]) {
      expect(() => readSettings({ [name]: value })).toThrow(new UsageError(`${name} ${databaseUrl}`))
    }
  })
})
