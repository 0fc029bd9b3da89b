/** `/graphql`: bodies and URLs in, answers out. What they mean is the gateway's matter. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { GraphQLError } from 'graphql'
import { badUserInput } from '../errors.ts'
import { type Answer, errorAnswer, plainJson } from './answer.ts'
import { parseJson, readSearch } from './graphqlRequest.ts'

export interface TimedAnswer extends Answer {
  sql: { statements: number; milliseconds: number }
}

type AnswerRequest = (request: {
  method: 'GET' | 'POST'
  accept: string | undefined
  body: unknown
}) => Promise<TimedAnswer>

/** @param sandbox where a browser that opens the address is sent, if anywhere */
export function registerGraphqlRoute(app: FastifyInstance, answer: AnswerRequest, sandbox: string | undefined): void {
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, parseJson(body.toString(), 'The body'))
    } catch (error) {
      done(error as Error) // parseJson throws nothing else
    }
  })

  app.get('/graphql', async (request, reply) => {
    if (sandbox !== undefined && isBrowserVisit(request)) return reply.redirect(sandbox, 303)
    try {
      const body = readSearch(new URLSearchParams(request.url.split('?')[1] ?? ''))
      return await send(request, reply, { method: 'GET', body })
    } catch (error) {
      if (error instanceof GraphQLError) return sendAnswer(reply, errorAnswer(error, request.headers.accept))
      throw error
    }
  })

  app.post('/graphql', (request, reply) => send(request, reply, { method: 'POST', body: request.body }))

  app.route({
    method: ['PUT', 'PATCH', 'DELETE'],
    url: '/graphql',
    handler: (request, reply) => {
      const error = errorAnswer(badUserInput('GraphQL is asked by GET or POST.'), request.headers.accept)
      return sendAnswer(reply.header('allow', 'GET, POST'), { ...error, status: 405 })
    },
  })

  async function send(request: FastifyRequest, reply: FastifyReply, sent: { method: 'GET' | 'POST'; body: unknown }) {
    const start = performance.now()
    const timed = await answer({ ...sent, accept: request.headers.accept })
    const { statements, milliseconds } = timed.sql
    const total = performance.now() - start
    reply.header(
      'server-timing',
      `total;dur=${total.toFixed(1)}, sql;dur=${milliseconds.toFixed(1)};desc="${statements} statements"`,
    )
    return sendAnswer(reply, timed)
  }
}

function sendAnswer(reply: FastifyReply, { status, headers, body }: Answer): FastifyReply {
  reply.code(status).header('content-type', plainJson)
  for (const [name, value] of headers) reply.header(name, value)
  return reply.send(body)
}

/** Somebody typed the address: a page is wanted, and there is no operation in it. */
const isBrowserVisit = ({ headers, url }: FastifyRequest): boolean =>
  headers.accept?.includes('text/html') === true && !url.includes('?')
