/** Joins the halves: what the campus gives the engine. */
import type { Application } from '../gateway/application.ts'
import { readSchema } from '../gateway/schema/loadSchema.ts'
import { scalars } from '../gateway/schema/scalars.ts'
import { createPasswords } from './accounts/passwords.ts'
import { sessionSource } from './accounts/sessions.ts'
import { nextLapse, tagMap } from './cacheTags.ts'
import type { CampusSettings, CampusValues } from './context.ts'
import { createLoaders, resolvers, rules } from './entities/index.ts'
import { createTransactionClient } from './transactions.ts'

export function createApplication(settings: CampusSettings): Application {
  const contextValues: CampusValues = { settings, passwords: createPasswords() }
  return {
    schema: readSchema(),
    resolvers,
    rules,
    scalars,
    createLoaders,
    tags: tagMap,
    nextChange: nextLapse,
    sessions: sessionSource,
    contextValues,
    createTransactionClient,
  }
}
