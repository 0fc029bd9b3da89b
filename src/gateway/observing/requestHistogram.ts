/**
 * The histogram of requests, built from counts that were made elsewhere: prom-client's own takes observations only. It
 * differs from theirs only in where its numbers are.
 */
import { Histogram, type MetricValueWithName } from 'prom-client'
import { type Durations, durationBoundsMs } from './durations.ts'
import type { Tallies, Tally } from './tallies.ts'

const name = 'compax_request_duration_milliseconds'
const help = 'From the arrival of a request until its answer was ready to be sent.'
const labelNames = ['operation', 'outcome']

type Value = MetricValueWithName<string>

export function createRequestHistogram(tallies: Tallies): Histogram {
  const create = () => new Histogram({ name, help, labelNames, registers: [] })
  const described = create()
  const get = async () => ({ ...(await described.get()), values: [...tallies.all()].flatMap(valuesOf) })
  // prom-client takes the first for JSON and the second for text.
  return Object.assign(create(), { get, getForPromString: get })
}

/** Nothing for operations that were never asked: they would be most of the output. */
function valuesOf([operation, { durations }]: [string, Tally]): Value[] {
  return Object.entries(durations)
    .filter(([, { count }]) => count > 0)
    .flatMap(([outcome, measured]) => series(measured, { operation, outcome }))
}

function series({ count, totalMs, counts }: Durations, labels: Record<string, string>): Value[] {
  let upTo = 0
  const buckets = durationBoundsMs.map((le, place) => {
    upTo += counts[place] ?? 0
    return { metricName: `${name}_bucket`, labels: { ...labels, le }, value: upTo }
  })
  return [
    ...buckets,
    { metricName: `${name}_bucket`, labels: { ...labels, le: '+Inf' }, value: count },
    { metricName: `${name}_sum`, labels, value: totalMs },
    { metricName: `${name}_count`, labels, value: count },
  ]
}
