/** Counts by operation, as counters of Prometheus. Each is there from the start: the first of a kind is an increase. */
import type { Registry } from 'prom-client'
import { type Family, publishCounter, type Sample } from './publish.ts'
import type { Reasons } from './reasons.ts'
import { createRequestHistogram } from './requestHistogram.ts'
import type { Tallies, Tally } from './tallies.ts'

type TallyFamily = Family & { samples(tally: Tally): Sample[] }

const one =
  (read: (tally: Tally) => number) =>
  (tally: Tally): Sample[] => [{ value: read(tally) }]

const families: TallyFamily[] = [
  {
    name: 'compax_requests_total',
    help: 'Operations answered; an error is an answer with `errors`.',
    labels: ['outcome'],
    samples: ({ durations }) =>
      Object.entries(durations).map(([outcome, { count }]) => ({ labels: { outcome }, value: count })),
  },
  {
    name: 'compax_sql_statements_total',
    help: 'SQL statements of operations, of their sessions too.',
    samples: one(({ sql }) => sql.statements),
  },
  {
    name: 'compax_sql_milliseconds_total',
    help: 'Time that those statements took, added up.',
    samples: one(({ sql }) => sql.milliseconds),
  },
  {
    name: 'compax_cache_hits_total',
    help: 'Answers taken from the cache.',
    labels: ['tier'],
    samples: ({ hits }) => Object.entries(hits).map(([tier, value]) => ({ labels: { tier }, value })),
  },
  {
    name: 'compax_cache_misses_total',
    help: 'Answers that were looked for and not there.',
    samples: one(({ misses }) => misses),
  },
  {
    name: 'compax_cache_bypasses_total',
    help: 'Answers that were not looked for.',
    labels: ['reason'],
    samples: ({ bypasses }) => byReason(bypasses),
  },
  {
    name: 'compax_cache_stale_answers_total',
    help: 'Answers given past their end because PostgreSQL failed.',
    samples: one(({ staleAnswers }) => staleAnswers),
  },
  {
    name: 'compax_cache_stored_total',
    help: 'Answers put into the cache.',
    samples: one(({ stored }) => stored),
  },
  {
    name: 'compax_cache_not_stored_total',
    help: 'Answers that were made and not put into the cache.',
    labels: ['reason'],
    samples: ({ notStored }) => byReason(notStored),
  },
  {
    name: 'compax_cache_saved_milliseconds_total',
    help: 'What the answers taken from the cache once took to make.',
    samples: one(({ saved }) => saved.milliseconds),
  },
  {
    name: 'compax_cache_saved_statements_total',
    help: 'The SQL statements that the answers taken from the cache once took.',
    samples: one(({ saved }) => saved.statements),
  },
]

export function publishTallies(registry: Registry, tallies: Tallies): void {
  registry.registerMetric(createRequestHistogram(tallies))
  for (const { samples, labels = [], ...family } of families) {
    publishCounter(registry, { ...family, labels: ['operation', ...labels] }, () =>
      [...tallies.all()].flatMap(([operation, tally]) =>
        samples(tally).map((sample) => ({ ...sample, labels: { operation, ...sample.labels } })),
      ),
    )
  }
}

const byReason = (reasons: Reasons): Sample[] =>
  [...reasons.entries()].map(([reason, value]) => ({ labels: { reason }, value }))
