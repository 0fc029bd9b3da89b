/** `/metrics`: for Prometheus, in its text format. Other modules decide which metrics are in it. */
import type { FastifyInstance } from 'fastify'
import { operatorsOnly } from './operatorAccess.ts'

export interface MetricsRouteOptions {
  token: string | undefined
  metrics: { readonly contentType: string; text(): Promise<string> }
}

export function registerMetricsRoute(app: FastifyInstance, { token, metrics }: MetricsRouteOptions): void {
  const onRequest = operatorsOnly({ token, setting: 'METRICS_TOKEN' })
  app.get('/metrics', { onRequest }, async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.text()),
  )
}
