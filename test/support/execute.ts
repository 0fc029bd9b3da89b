/** GraphQL over real HTTP, as a client sends it. */
export interface GraphQLAnswer {
  // biome-ignore lint/suspicious/noExplicitAny: a test asserts what is in it
  data?: any
  errors?: { message: string; path?: (string | number)[]; extensions: { code: string; [key: string]: unknown } }[]
  extensions?: { sql?: { statements: number; milliseconds: number } }
}

/** Sends one operation by POST; throws unless the answer is GraphQL. */
export type Execute = (query: string, variables?: object, headers?: Record<string, string>) => Promise<GraphQLAnswer>

/** @param url of the gateway, without a path */
export function executeAt(url: string): Execute {
  return async (query, variables, headers) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
    })
    return (await response.json()) as GraphQLAnswer
  }
}
