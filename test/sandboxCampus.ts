/**
 * A gateway to look at the page with, not at its answers: the project's own schema and operations over one building
 * with one room, and the sandbox below any path.
 */
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import Fastify from 'fastify'
import { buildSchema, graphql } from 'graphql'
import { registerSandbox } from '../src/sandbox/registerSandbox.ts'

export interface SandboxCampus {
  url: string
  stop(): Promise<void>
}

export async function startSandboxCampus(folder: string, prefix = ''): Promise<SandboxCampus> {
  const app = Fastify()
  app.register(
    async (scope) => {
      scope.post('/graphql', ({ body }) => answer(body))
      registerSandbox(scope, { operations: readOperations(), folder })
    },
    { prefix },
  )
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  return { url, stop: () => app.close() }
}

const schemaFolder = join(import.meta.dirname, '../schema')

const readOperations = () =>
  globSync(join(schemaFolder, 'operations/*.graphql'))
    .sort()
    .map((file) => ({ name: basename(file, '.graphql'), text: readFileSync(file, 'utf8') }))

const readSchema = () =>
  buildSchema(
    globSync(join(schemaFolder, '*.graphql'))
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n'),
  )

interface GraphqlRequest {
  query: string
  variables?: Record<string, unknown>
  operationName?: string
}

async function answer(body: unknown) {
  const { query, variables, operationName } = body as GraphqlRequest // sent by our own page alone
  const result = await graphql({
    schema: readSchema(),
    source: query,
    rootValue,
    variableValues: variables,
    operationName,
  })
  return { ...result, extensions: { sql: { statements: 3, milliseconds: 1.25 } } }
}

const connection = (...nodes: object[]) => ({
  totalCount: nodes.length,
  pageInfo: { hasNextPage: false, hasPreviousPage: false },
  nodes,
})

const ratingSummary = { average: 4, count: 1, histogram: [0, 0, 0, 1, 0] }

const building = {
  __typename: 'Building',
  id: 'QnVpbGRpbmc6MQ',
  name: 'Great Hall',
  kind: 'AUDITORIUM',
  spaceCounts: { classrooms: 1, laboratories: 0, offices: 0 },
  ratingSummary,
  spaces: () => connection(room),
}

const room = {
  __typename: 'Classroom',
  id: 'U3BhY2U6MQ',
  name: 'LT 1',
  capacity: 120,
  building,
  ratingSummary,
  bookings: connection({ title: 'Linear Algebra', startsAt: '2026-11-23T08:00:00Z', endsAt: '2026-11-23T10:00:00Z' }),
  ratings: connection({ id: 'UmF0aW5nOjE', score: 4, comment: 'Good light', createdAt: '2026-11-20T08:00:00Z' }),
}

const rootValue = {
  buildings: () => connection(building),
  spaces: () => connection(room),
  node: () => room,
}
