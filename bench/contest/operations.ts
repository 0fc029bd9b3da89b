/** Operations as clients send them: by hash alone. Every server has received the texts before. */
import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import type { HttpRequest } from '../measure/wrk.ts'
import { readCampusMap } from '../works/cachedMap.ts'
import { walking } from '../works/deepPage.ts'
import { works } from '../works/index.ts'
import type { DialectName, Variables } from '../works/work.ts'

export const graphqlPath = '/graphql'

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

export const jsonHeaders = { 'content-type': 'application/json', accept: 'application/json' }

/** `query` as well the first time, which is how automatic persisted queries are registered. */
export function graphqlRequest(
  operation: string,
  variables: Variables,
  { headers, withText = false }: { headers: Record<string, string>; withText?: boolean },
): HttpRequest {
  const extensions = { persistedQuery: { version: 1, sha256Hash: hashOf(operation) } }
  const body = JSON.stringify({ ...(withText ? { query: operation } : {}), variables, extensions })
  return { method: 'POST', path: graphqlPath, headers: { ...jsonHeaders, ...headers }, body }
}

/** For peers that receive their operations beforehand. */
export async function writeOperations(file: string, dialect: DialectName): Promise<string> {
  const texts = [readCampusMap(), walking[dialect], ...works.map((work) => work.dialects[dialect].operation)]
  await writeFile(file, JSON.stringify(Object.fromEntries(texts.map((text) => [hashOf(text), text]))))
  return file
}
