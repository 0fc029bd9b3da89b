import { createRequire } from 'node:module'
import { defineConfig } from 'vitest/config'

const { resolve } = createRequire(import.meta.url)

export default defineConfig({
  resolve: {
    // Vite would give our sources the ES modules of this package and leave its CommonJS to our dependencies, and two
    // copies refuse each other's schemas. Node itself finds the one.
    alias: [{ find: /^graphql$/, replacement: resolve('graphql') }],
  },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: 'test/support/globalSetup.ts',
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // graphql-js leaves promises unheard when a thing that they stand in is null already; where it is the judge of
    // compiled execution, that happens thousands of times.
    onUnhandledError: (error) => !(error.name === 'GraphQLError' && 'path' in error),
  },
})
