/**
 * `npm run cache:faults`: what a gateway goes through with every fault of Redis under load. Prints, for each, errors and
 * wrong answers, what was added to the 99th percentile before Redis was left alone and after, and how long it took to be
 * used again; 1 if there was an error or a wrong answer. `-- --requests 200` for fewer.
 */
import { numberGiven, withServers } from '../../support/caching/campusServer.ts'
import { maxRecoveryMs, openCampaign } from './campaign.ts'

const requests = numberGiven('requests', 1000)
const shown = (milliseconds: number | undefined) => (milliseconds === undefined ? '–' : `${milliseconds.toFixed(1)} ms`)

await withServers(async (databaseUrl, redis) => {
  if (redis === undefined) throw new Error('This is about Redis: apt-get install redis-server')
  const campaign = await openCampaign({ databaseUrl, redis, requests })
  try {
    for (const trouble of campaign.troubles) {
      const { failures, addedBefore, leftAloneAfter, addedAfter, recoveryMs } = await campaign.suffer(trouble)
      const left =
        leftAloneAfter === undefined
          ? 'used on'
          : `left alone after ${shown(leftAloneAfter)}, then p99 + ${shown(addedAfter)}`
      console.log(
        `${trouble.name.padEnd(12)} ${requests} requests, ${failures.length} wrong; p99 + ${shown(addedBefore)}; ${left}; ` +
          `used again after ${shown(recoveryMs)}`,
      )
      for (const failure of failures.slice(0, 3)) console.log(`  ${failure}`)
      if (failures.length > 0 || recoveryMs >= maxRecoveryMs) process.exitCode = 1
    }
  } finally {
    await campaign.stop()
  }
})
