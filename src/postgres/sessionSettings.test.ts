import { parse } from 'pg-connection-string'
import { expect, test } from 'vitest'
import { withSettings } from './sessionSettings.ts'

const url = 'postgres://me:h%2Bush@127.0.0.1:5432/campus'

test('settings go with the address', () => {
  expect(withSettings(url, { timezone: 'UTC', jit: 'off' })).toBe(`${url}?options=-c%20timezone%3DUTC%20-c%20jit%3Doff`)
  expect(parse(withSettings(url, { statement_timeout: 5000 }))).toMatchObject({
    options: '-c statement_timeout=5000',
    password: 'h+ush',
    database: 'campus',
  })
})

test('they come after those that the address has already', () => {
  const own = `${url}?sslmode=disable&options=-c+search_path%3Dcampus%2Cpublic`
  expect(parse(withSettings(own, { timezone: 'UTC' }))).toMatchObject({
    options: '-c search_path=campus,public -c timezone=UTC',
    ssl: false,
  })
})

test('a plus that is meant stays one', () => {
  expect(parse(withSettings(`${url}?application_name=a%2Bb`, { jit: 'off' })).application_name).toBe('a+b')
})
