/** `/metrics`: for Prometheus, in its text format. What is in it is somebody else's matter. */
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
