/** Every mutation for every role: who may never use it hears so, and of what is wrong with its input nothing is done. */
import {
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeGlobalId } from '../../../src/gateway/schema/globalId.ts'
import { readSchema } from '../../../src/gateway/schema/loadSchema.ts'
import { type BookingDesk, openDesk } from '../../support/bookingDesk.ts'
import type { TestPerson } from '../../support/people.ts'
import { rowDigest } from '../../support/rowDigest.ts'

const anyone = ['nobody', 'STUDENT', 'CLASS_REP', 'EXAM_OFFICER', 'ADMIN']
/** The contract's: who may use what, in some case or other. */
const allowed: Record<string, string[]> = {
  ...of(['signUp', 'signIn'], anyone),
  ...of(['updateProfile', 'deleteUser', 'signOut'], anyone.slice(1)),
  ...of(['createBooking', 'updateBooking', 'cancelBooking', 'rate', 'deleteRating'], anyone.slice(1)),
  ...of(['confirmBooking'], ['EXAM_OFFICER', 'ADMIN']),
  ...of(['createBuilding', 'updateBuilding', 'deleteBuilding', 'createTerm', 'updateTerm'], ['ADMIN']),
  ...of(['createSpace', 'updateSpace', 'deleteSpace', 'setUserRole'], ['ADMIN']),
}
const badTexts: Record<string, string> = {
  'a control character': 'a\u0007b',
  'ten kilobytes': 'x'.repeat(10_000),
  'half of a character': 'a\ud800b',
  nothing: '',
}

const mutations = Object.values(readSchema().getMutationType()?.getFields() ?? {})
let desk: BookingDesk
let people: Record<string, TestPerson | undefined>
beforeAll(async () => {
  desk = await openDesk()
  const { student, rep, officer, admin } = desk
  people = { nobody: undefined, STUDENT: student, CLASS_REP: rep, EXAM_OFFICER: officer, ADMIN: admin }
})
afterAll(() => desk.stop())

test('the contract says of every mutation whose it is', () => {
  expect(mutations.map(({ name }) => name).toSorted()).toEqual(Object.keys(allowed).toSorted())
})

describe.each(Object.keys(badTexts))('with %s for a text and ids of nothing', (badText) => {
  test.each(anyone)('%s changes not a row', async (role) => {
    const before = await rowDigest(desk.database, 'attempts')
    const answers: Record<string, unknown> = {}
    const expected: Record<string, unknown> = {}
    for (const { name, args } of mutations) {
      const mayUse = allowed[name]?.includes(role)
      if (name === 'signOut' && mayUse) continue // it has no input that could be bad
      answers[name] = await codesOf(name, args[0]?.type, badTexts[badText] ?? '', people[role])
      expected[name] = mayUse
        ? [expect.stringMatching(refusals)]
        : [role === 'nobody' ? 'UNAUTHENTICATED' : 'FORBIDDEN']
    }
    expect(answers).toEqual(expected)
    expect(await rowDigest(desk.database, 'attempts')).toEqual(before)
  })
})

const refusals = /^userError (INVALID_INPUT|NOT_FOUND|NOT_ALLOWED|INVALID_CREDENTIALS|WEAK_PASSWORD)$/

async function codesOf(name: string, type: GraphQLInputType | undefined, text: string, who: TestPerson | undefined) {
  const [declared, given] = type === undefined ? ['', ''] : [`($input: ${type})`, '(input: $input)']
  const query = `mutation ${declared} { ${name}${given} { userErrors { code } } }`
  const variables = type === undefined ? {} : { input: inputOf(type, '', text) }
  const { data, errors = [] } = await desk.gateway.execute(query, variables, who?.headers)
  const userErrors: { code: string }[] = data?.[name]?.userErrors ?? []
  return [...errors.map(({ extensions }) => extensions.code), ...userErrors.map(({ code }) => `userError ${code}`)]
}

/** A value for every field, of which each text is a bad one and each id one of nothing. */
function inputOf(type: GraphQLInputType, field: string, text: string): unknown {
  const plain = getNullableType(type)
  if (isListType(plain)) return [inputOf(plain.ofType, field, text)]
  if (isEnumType(plain)) return plain.getValues().find(({ name }) => name !== 'CLASS')?.name
  if (isInputObjectType(plain)) {
    const fields = Object.values(plain.getFields()).filter(({ name }) => name !== 'spaces')
    return Object.fromEntries(fields.map((of) => [of.name, inputOf(of.type, of.name, text)]))
  }
  return scalarOf(getNamedType(isNonNullType(type) ? type.ofType : type).name, field, text)
}

function scalarOf(scalar: string, field: string, text: string): unknown {
  const type = field === 'subject' ? 'Space' : field.charAt(0).toUpperCase() + field.slice(1)
  const ahead = new Date(Date.now() + (field === 'endsAt' ? 49 : 48) * 3_600_000).toISOString()
  const values: Record<string, unknown> = {
    ID: encodeGlobalId(type, 999_999),
    DateTime: ahead,
    Date: ahead.slice(0, 10),
    Int: 3,
    Float: 1,
  }
  return values[scalar] ?? text
}

function of(names: string[], roles: string[]): Record<string, string[]> {
  return Object.fromEntries(names.map((name) => [name, roles]))
}
