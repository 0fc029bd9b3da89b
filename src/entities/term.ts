import { allColumns, sql } from '../database/sql.ts'
import type { Resolvers } from '../generated/graphql.ts'
import { type TermRow, tables } from '../generated/tables.ts'
import { byKey } from '../loaders/byKey.ts'
import { rowsByParent } from '../loaders/rowsByParent.ts'
import { singleValue } from '../loaders/singleValue.ts'

export const loaders = {
  term: byKey(tables.Term, 'id'),
  terms: singleValue<TermRow[]>(
    sql`select coalesce(json_agg(r), '[]')
    from (select ${allColumns(tables.Term)} from terms t order by t.starts_on, t.id) r`,
  ),
  breaksByTerm: rowsByParent(tables.TermBreak, 'termId', ['startsOn', 'id']),
}

export const resolvers: Resolvers = {
  Query: {
    terms: (_, _args, { loaders }) => loaders.terms.load(),
  },
  Term: {
    breaks: ({ id }, _, { loaders }) => loaders.breaksByTerm.load(id),
    classSessions: ({ id }, args, { loaders }) => loaders.classSessionsByTerm.of(id, args),
  },
}
