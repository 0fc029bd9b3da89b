/** What an orchestrator asks: whether the process lives, and whether it should be sent requests. */
import type { FastifyInstance } from 'fastify'

/**
 * @param waitsFor says in a few words what is missing if requests would fail without it; undefined if they would not.
 * Must not reject
 */
export function registerProbes(app: FastifyInstance, waitsFor: () => Promise<string | undefined>): void {
  app.get('/healthz', async () => ({ status: 'alive' }))
  app.get('/readyz', async (_request, reply) => {
    const waitingFor = await waitsFor()
    if (waitingFor === undefined) return { status: 'ready' }
    return reply.code(503).header('retry-after', '1').send({ status: 'not ready', waitingFor })
  })
}
