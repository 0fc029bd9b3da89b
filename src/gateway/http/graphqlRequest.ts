/** A GraphQL request as HTTP carries it: JSON in a POST body, alone or as an array, or the parameters of a URL. */
import { badUserInput } from '../errors/errors.ts'

/** What the client sent for one operation. Only its shape was checked. */
export interface GraphQLParameters {
  query?: unknown
  documentId?: unknown
  extensions?: unknown
  variables: Record<string, unknown> | undefined
  operationName: string | undefined
}

/** BAD_USER_INPUT unless it is an object whose members could be what their names say. */
export function readParameters(entry: unknown): GraphQLParameters {
  if (!isRecord(entry))
    throw badUserInput('A GraphQL request must be a JSON object, such as { "query": "{ terms { name } }" }.')
  const { query, documentId, extensions, variables, operationName } = entry
  if (variables !== undefined && variables !== null && !isRecord(variables)) {
    throw badUserInput('`variables` must be an object.')
  }
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') {
    throw badUserInput('`operationName` must be a string.')
  }
  return { query, documentId, extensions, variables: variables ?? undefined, operationName: operationName ?? undefined }
}

const inUrl = ['query', 'operationName', 'variables', 'extensions', 'documentId']
const jsonInUrl = new Set(['variables', 'extensions'])

/** The parameters of a URL as the JSON object they stand for. */
export function readSearch(search: URLSearchParams): Record<string, unknown> {
  const entries = inUrl.filter((name) => search.has(name)).map((name) => [name, readSearchParameter(search, name)])
  return Object.fromEntries(entries)
}

function readSearchParameter(search: URLSearchParams, name: string): unknown {
  const [value = '', ...others] = search.getAll(name)
  if (others.length > 0) throw badUserInput(`\`${name}\` stands more than once in the URL.`)
  if (!jsonInUrl.has(name) || value === '') return value === '' ? undefined : value
  return parseJson(value, `\`${name}\` in the URL`)
}

/** BAD_USER_INPUT for text that is not JSON. */
export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw badUserInput(`${what} must be JSON.`)
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
