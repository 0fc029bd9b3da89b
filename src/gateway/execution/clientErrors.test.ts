import { GraphQLError } from 'graphql'
import { describe, expect, test } from 'vitest'
import { badUserInput, clientError } from '../errors/errors.ts'
import { createErrorFormatter } from './clientErrors.ts'

interface Logged {
  errorId: string
  operation: string
  path: unknown
  error: unknown
}

function formatter() {
  const logged: Logged[] = []
  const format = createErrorFormatter((details) => logged.push(details))
  /** As Apollo Server calls it: the error as JSON, and the error itself. */
  const formatError = (error: GraphQLError) => format(error.toJSON(), error)
  return { logged, formatError }
}

const wrapped = (originalError: Error) => new GraphQLError(originalError.message, { originalError, path: ['rooms'] })

describe('an error meant for the client', () => {
  const { logged, formatError } = formatter()

  test('is shown as it is, and not logged', () => {
    const error = clientError('BAD_CURSOR', 'Start again.', { extensions: { cost: 7 }, path: ['rooms', 0] })
    expect(formatError(error)).toEqual({
      message: 'Start again.',
      path: ['rooms', 0],
      extensions: { code: 'BAD_CURSOR', cost: 7 },
    })
    expect(logged).toEqual([])
  })

  test('keeps to itself what is for us', () => {
    const http = { status: 405, headers: new Map() }
    const extensions = { http, stacktrace: ['at us'], scalar: 'Date', validationErrorCode: 'X', code: 'TIMEOUT' }
    expect(formatError(new GraphQLError('No.', { extensions })).extensions).toEqual({ code: 'TIMEOUT' })
  })

  test.each([
    ['BAD_REQUEST', 'BAD_USER_INPUT'],
    ['OPERATION_RESOLUTION_FAILURE', 'BAD_USER_INPUT'],
    ['GRAPHQL_VALIDATION_FAILED', 'GRAPHQL_VALIDATION_FAILED'],
    ['UNAUTHENTICATED', 'UNAUTHENTICATED'],
  ])('with the code %s is %s', (given, shown) => {
    expect(formatError(new GraphQLError('x', { extensions: { code: given } })).extensions?.code).toBe(shown)
  })

  test.each([
    'Variable "$id" of required type "ID!" was not provided.',
    'Argument "first" has invalid value "x".',
    'Too many errors processing variables, error limit reached. Execution aborted.',
  ])('that graphql-js finds while it executes is bad input: %s', (message) => {
    expect(formatError(new GraphQLError(message)).extensions).toEqual({ code: 'BAD_USER_INPUT' })
  })

  test('of a literal that no scalar reads is bad input, as it is of a variable', () => {
    const extensions = { scalar: 'DateTime', code: 'GRAPHQL_VALIDATION_FAILED' }
    expect(formatError(new GraphQLError('x', { extensions })).extensions).toEqual({ code: 'BAD_USER_INPUT' })
    expect(logged).toEqual([])
  })
})

describe('an error of ours', () => {
  test('shows an id, under which the log has the rest', () => {
    const { logged, formatError } = formatter()
    const cause = new Error('relation "rooms" does not exist')
    const { message, path, extensions } = formatError(wrapped(cause))
    expect(logged).toEqual([{ errorId: extensions?.errorId, operation: 'other', path: ['rooms'], error: cause }])
    expect(message).toBe(`Something went wrong on our side. When you report it, name the error ${extensions?.errorId}.`)
    expect(path).toEqual(['rooms'])
    expect(extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', errorId: expect.stringMatching(/^[0-9a-f-]{36}$/) })
  })

  test('that fails many fields is one, and is logged once', () => {
    const { logged, formatError } = formatter()
    const cause = new Error('down')
    const ids = [cause, cause, new Error('down')].map((error) => formatError(wrapped(error)).extensions?.errorId)
    expect(ids[0]).toBe(ids[1])
    expect(ids[2]).not.toBe(ids[0])
    expect(logged).toHaveLength(2)
  })

  test('is ours even when its words are those of bad input', () => {
    const { formatError } = formatter()
    const error = wrapped(new Error('Variable "$x" of a statement is missing.'))
    expect(formatError(error).extensions?.code).toBe('INTERNAL_SERVER_ERROR')
    expect(formatError(error).message).not.toContain('$x')
  })

  test('may be no error at all', () => {
    const { logged, formatError } = formatter()
    const thrown = new GraphQLError('Unexpected error value: "odd"')
    expect(formatError(thrown).message).not.toContain('odd')
    expect(logged).toHaveLength(1)
  })
})

test('what is thrown for bad input carries its code from the start', () => {
  expect(badUserInput('No.').extensions).toEqual({ code: 'BAD_USER_INPUT' })
})
