import { expect, test, vi } from 'vitest'
import type { ExecutionTrace } from '../types.ts'
import { loaderFactory } from './createLoaders.ts'
import { createLoaderScope, type LoaderDefinition } from './scope.ts'

const meter = (): ExecutionTrace => ({ statements: 0, milliseconds: 0 })
const newScope = () => createLoaderScope(async <T>() => [] as T)

/** A loader that records which scope and which meters it was made for. */
function witness() {
  const views = vi.fn((meter: ExecutionTrace) => ({ meter }))
  const definition: LoaderDefinition<{ meter: ExecutionTrace }> = vi.fn(() => views)
  return { definition, views }
}

test('a loader is made when it is first asked for, and only then', () => {
  const [used, unused] = [witness(), witness()]
  const scope = newScope()
  const loaders = loaderFactory({ used: used.definition, unused: unused.definition })(scope)(meter())
  expect(used.definition).not.toHaveBeenCalled()
  expect(loaders.used).toBe(loaders.used)
  expect(used.definition).toHaveBeenCalledExactlyOnceWith(scope)
  expect(used.views).toHaveBeenCalledTimes(1)
  expect(unused.definition).not.toHaveBeenCalled()
})

test('operations of one scope share a loader, and each sees it through its own meter', () => {
  const { definition, views } = witness()
  const ofMeter = loaderFactory({ space: definition })(newScope())
  const [first, second] = [meter(), meter()]
  expect(ofMeter(first).space.meter).toBe(first)
  expect(ofMeter(second).space.meter).toBe(second)
  expect(definition).toHaveBeenCalledTimes(1)
  expect(views).toHaveBeenCalledTimes(2)
})

test('scopes share nothing', () => {
  const { definition } = witness()
  const ofScope = loaderFactory({ space: definition })
  const [first, second] = [newScope(), newScope()]
  expect(ofScope(first)(meter()).space).not.toBe(ofScope(second)(meter()).space)
  expect(definition).toHaveBeenCalledTimes(2)
})

test('factories do not see the loaders of one another', () => {
  const spaces = loaderFactory({ space: witness().definition })(newScope())(meter())
  const users = loaderFactory({ user: witness().definition })(newScope())(meter())
  expect('user' in spaces || 'space' in users).toBe(false)
})
