/**
 * `npm run cache:leaks`: the long version, on an embedded server and a Redis of its own. Prints what was counted. Exits
 * with 1 if a person got another person's data. `-- --answers 100000` for fewer.
 */
import { createRandom } from '../../../src/campus/seeding/random.ts'
import { startCachingGateway } from '../../support/caching/cacheClient.ts'
import { numberGiven, withServers } from '../../support/caching/campusServer.ts'
import { prepareField } from './field.ts'
import { hunt } from './hunt.ts'

await withServers(async (databaseUrl, redis) => {
  const field = await prepareField(databaseUrl, 100)
  const env = { ...(redis && { REDIS_URL: redis.url }), LOG_LEVEL: 'warn' }
  const start = (more: object) => startCachingGateway({ databaseUrl, env: { ...env, ...more } })
  const gateways = await Promise.all([
    start({ NODE_ENV: 'production' }),
    start({}),
    start(redis ? { CACHE_MEMORY_MB: '0' } : {}),
  ])
  const answers = numberGiven('answers', 1_000_000)
  const leavers = Math.min(10_000, Math.ceil(answers / 100))
  const began = performance.now()
  const random = createRandom(numberGiven('seed', 1))
  const found = await hunt({
    field,
    gateways,
    random,
    answers,
    leavers,
    rounds: answers < 100_000 ? 2 : 10,
    atOnce: 64,
  })
  console.log(
    `${found.answers} answers, ${found.hits} of them hits, ${found.left} clients left, ` +
      `${Math.round((performance.now() - began) / 1000)} s: ${found.leaks.length} leaks.`,
  )
  for (const text of found.leaks.slice(0, 5)) console.log(text)
  if (found.leaks.length > 0 || found.hits < found.answers / 4) process.exitCode = 1
  await Promise.all(gateways.map((gateway) => gateway.stop()))
  await field.close()
})
