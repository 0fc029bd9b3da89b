import { expect, test } from 'vitest'
import { firstVisit, welcomeQuery } from './firstVisit.ts'

const now = new Date('2026-11-25T10:20:30.400Z')
const visit = (kept: Record<string, string>) => firstVisit({ getItem: (key) => kept[key] ?? null }, 'Operations', now)

test('welcomes a person who was never here', () => {
  expect(visit({})).toEqual({
    initialQuery: welcomeQuery,
    initialVariables: '{\n  "from": "2026-11-25T10:20:30.400Z"\n}',
    visiblePlugin: 'Operations',
  })
})

test('leaves the tabs and the panel that the browser kept as they were', () => {
  expect(visit({ 'graphiql:tabState': '{}', 'graphiql:visiblePlugin': '' })).toEqual({})
})

test('opens no panel where the rest leaves no room', () => {
  expect(firstVisit({ getItem: () => null }, undefined, now)).not.toHaveProperty('visiblePlugin')
})
