/** Families of Prometheus whose numbers are kept elsewhere and read when metrics are asked for. */
import { Counter, Gauge, type Registry } from 'prom-client'

export interface Family {
  name: string
  help: string
  labels?: readonly string[]
}

export interface Sample {
  labels?: Record<string, string>
  value: number
}

export type ReadSamples = () => Iterable<Sample>

/** @param read must give numbers that never fall while the process lives */
export function publishCounter(registry: Registry, { name, help, labels = [] }: Family, read: ReadSamples): void {
  const counter = new Counter({
    name,
    help,
    labelNames: labels,
    registers: [],
    collect() {
      this.reset()
      for (const { labels = {}, value } of read()) this.inc(labels, value)
    },
  })
  registry.registerMetric(counter)
}

export function publishGauge(registry: Registry, { name, help, labels = [] }: Family, read: ReadSamples): void {
  const gauge = new Gauge({
    name,
    help,
    labelNames: labels,
    registers: [],
    collect() {
      this.reset()
      for (const { labels = {}, value } of read()) this.set(labels, value)
    },
  })
  registry.registerMetric(gauge)
}
