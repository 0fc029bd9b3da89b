import { expect, test } from 'vitest'
import { createTurns } from './turns.ts'

/** Lets every promise callback that is due run. */
const settle = () => new Promise((resolve) => setImmediate(resolve))

function follow(count: number) {
  const turns = createTurns(count)
  const came: number[] = []
  turns.forEach((turn, index) => void Promise.resolve(turn.mine).then(() => came.push(index)))
  return { turns, came }
}

test('the first comes at once, and each other when the one before has passed', async () => {
  const { turns, came } = follow(3)
  await settle()
  expect(came).toEqual([0])
  turns[0]?.pass()
  await settle()
  expect(came).toEqual([0, 1])
  turns[1]?.pass()
  await settle()
  expect(came).toEqual([0, 1, 2])
})

test('who passes before its turn lets nobody overtake those ahead of it', async () => {
  const { turns, came } = follow(4)
  turns[2]?.pass()
  turns[1]?.pass()
  await settle()
  expect(came).toEqual([0])
  turns[0]?.pass()
  await settle()
  expect(came).toEqual([0, 1, 2, 3])
})

test('passing twice changes nothing', async () => {
  const { turns, came } = follow(3)
  turns[0]?.pass()
  turns[0]?.pass()
  await settle()
  expect(came).toEqual([0, 1])
})
