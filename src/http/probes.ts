/** What an orchestrator asks: whether the process lives, and whether it should be sent requests. */
import type { FastifyInstance } from 'fastify'

/** @param isReady throws, or answers false, as long as requests would fail */
export function registerProbes(app: FastifyInstance, isReady: () => Promise<boolean>): void {
  app.get('/healthz', async () => ({ status: 'alive' }))
  app.get('/readyz', async (_request, reply) => {
    const ready = await isReady().catch(() => false)
    return ready ? { status: 'ready' } : reply.code(503).header('retry-after', '1').send({ status: 'not ready' })
  })
}
