import { expect, test } from 'vitest'
import { signInHint } from './signInHint.ts'

const refused = (code: string) => JSON.stringify({ errors: [{ message: 'No.' }, { extensions: { code } }], data: null })

test('is given for answers that signing in would change', () => {
  expect(signInHint(refused('UNAUTHENTICATED'))).toBe('Sign in first.')
  expect(signInHint(refused('FORBIDDEN'))).toBe('This account may not.')
  expect(signInHint('{ "data": { "viewer": null } }')).toBe('You are not signed in.')
})

test('is given for no others, nor for what cannot be read', () => {
  for (const response of ['', '{', 'null', '[]', '{ "data": null }', '{ "data": { "viewer": {} } }', '{ "errors": 1 }'])
    expect(signInHint(response)).toBeUndefined()
  expect(signInHint(refused('BAD_USER_INPUT'))).toBeUndefined()
})
