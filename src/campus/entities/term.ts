import { columnsOf } from '../../gateway/database/columns.ts'
import { sql } from '../../gateway/database/sql.ts'
import type { Resolvers } from '../../generated/graphql.ts'
import { type TermRow, tables } from '../../generated/tables.ts'
import { onlyFor, type Rules } from '../accounts/rules.ts'
import type { Context } from '../context.ts'
import { allRows, byKey, rowsByParent } from '../loaders.ts'
import { runMutation } from '../mutation.ts'
import { createTerm, updateTerm } from '../places/editTerm.ts'
import type { Transaction } from '../transactions.ts'

export const loaders = {
  term: byKey(tables.Term, 'id'),
  terms: allRows<TermRow>(
    sql`select ${columnsOf(tables.Term).select(undefined)} from terms t order by t.starts_on, t.id`,
    ['terms'],
  ),
  breaksByTerm: rowsByParent(tables.TermBreak, 'Term.breaks', { parentField: 'termId', orderBy: ['startsOn', 'id'] }),
}

const admins = onlyFor('ADMIN')

export const rules: Rules<unknown> = { Mutation: { createTerm: admins, updateTerm: admins } }

export const resolvers: Resolvers = {
  Query: {
    terms: (_, _args, { loaders }) => loaders.terms.load(),
  },
  Mutation: {
    createTerm: (_, { input }, context) =>
      edit(context, (tx) => createTerm(tx, input, context.settings.campusTimeZone)),
    updateTerm: (_, { input }, context) => edit(context, (tx) => updateTerm(tx, input)),
  },
  Term: {
    breaks: ({ id }, _, { loaders }) => loaders.breaksByTerm.load(id),
    classSessions: ({ id }, args, { loaders }) => loaders.classSessionsByTerm.of(id, args),
  },
}

const edit = (context: Context, work: (tx: Transaction) => Promise<number>) =>
  runMutation<number, { term: TermRow | null }>(context, {
    refused: { term: null },
    work: () => context.transact(work),
    read: async (id) => ({ term: await context.loaders.term.load(id) }),
  })
