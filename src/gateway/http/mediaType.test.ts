import { expect, test } from 'vitest'
import { mediaTypeFor } from './mediaType.ts'

const json = 'application/json'
const graphqlResponse = 'application/graphql-response+json'

test.each([
  [undefined, json],
  ['', json],
  ['*/*', json],
  ['application/*', json],
  [json, json],
  [graphqlResponse, graphqlResponse],
  ['APPLICATION/GRAPHQL-RESPONSE+JSON; charset=utf-8', graphqlResponse],
  [`${graphqlResponse}, ${json}`, graphqlResponse],
  [`${json}, ${graphqlResponse}`, json],
  [`${json};q=0.9, ${graphqlResponse}`, graphqlResponse],
  [`${json}; charset=utf-8; q=0.1, ${graphqlResponse};q=0.05`, json],
  [`*/*;q=0.9, ${graphqlResponse};q=0.1`, json],
  [`*/*;q=0.1, ${graphqlResponse};q=0.2`, graphqlResponse],
  [`application/*, ${json};q=0`, graphqlResponse],
  [`text/html, application/*;q=0.5`, json],
])('%s is answered as %s', (accept, expected) => {
  expect(mediaTypeFor(accept)).toBe(expected)
})

test.each(['text/html', 'text/*, image/png', '*/*;q=0', `${json};q=0`, `${json};q=often`, ';;,', 'application/jso'])(
  '%s takes neither',
  (accept) => {
    expect(mediaTypeFor(accept)).toBeUndefined()
  },
)
