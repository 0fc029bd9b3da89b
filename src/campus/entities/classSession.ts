import { columnsOf } from '../../gateway/database/columns.ts'
import { column, every, type Sql, sql } from '../../gateway/database/sql.ts'
import { loadRequired } from '../../gateway/loaders/loadRequired.ts'
import { root } from '../../gateway/pagination/connection.ts'
import { orderBy } from '../../gateway/pagination/orderKey.ts'
import { decodeIdOf } from '../../gateway/schema/globalId.ts'
import type { ClassSessionFilter, Resolvers } from '../../generated/graphql.ts'
import { type ClassSessionRow, tables } from '../../generated/tables.ts'
import { allRows, byKey, connectionLoader, rowsByParent, type Selection } from '../loaders.ts'

interface ClassSessionArguments {
  filter?: ClassSessionFilter | null | undefined
}

const columns = columnsOf(tables.ClassSession)

const sessionsBy = (connection: string, parent?: Sql) =>
  connectionLoader<ClassSessionRow, ClassSessionArguments>(connection, selectClassSessions, parent)

export const loaders = {
  classSession: byKey(tables.ClassSession, 'id'),
  classSessions: sessionsBy('Query.classSessions'),
  classSessionsBySpace: sessionsBy('Space.classSessions', column(tables.ClassSession, 'spaceId')),
  classSessionsByCourse: sessionsBy('Course.classSessions', column(tables.ClassSession, 'courseId')),
  classSessionsByTerm: sessionsBy('Term.classSessions', column(tables.ClassSession, 'termId')),
  groupsByClassSession: rowsByParent(tables.ClassGroup, 'ClassSession.groups', {
    parentField: 'classSessionId',
    orderBy: ['department', 'yearGroup'],
  }),
  // Departments are few and their rows many: step from one to the next instead of reading them all.
  departments: allRows<{ department: string }>(
    sql`
    with recursive step(department) as (
      select min(department) from class_groups
      union all
      select (select min(g.department) from class_groups g where g.department > step.department)
      from step where step.department is not null
    )
    select department from step where department is not null order by department`,
    ['classGroups'],
  ),
}

export const resolvers: Resolvers = {
  Query: {
    classSessions: (_, args, { loaders }) => loaders.classSessions.of(root, args),
    departments: (_, _args, { loaders }) =>
      loaders.departments.load().map((rows) => rows.map(({ department }) => department)),
  },
  ClassSession: {
    course: ({ courseId }, _, { loaders }) => loadRequired(loaders.course, courseId),
    term: ({ termId }, _, { loaders }) => loadRequired(loaders.term, termId),
    space: ({ spaceId }, _, { loaders }) => loadRequired(loaders.space, spaceId),
    groups: ({ id }, _, { loaders }) => loaders.groupsByClassSession.load(id),
  },
}

function selectClassSessions({ filter }: ClassSessionArguments): Selection {
  return {
    columns,
    from: sql`class_sessions t`,
    where: classSessionConditions(filter ?? {}),
    tags: ['classGroups'],
    orderBy: (['weekday', 'startTime', 'id'] as const).map((field) => orderBy(tables.ClassSession, field)),
  }
}

function classSessionConditions(filter: ClassSessionFilter): Sql[] {
  const where: Sql[] = []
  if (filter.term != null) where.push(sql`t.term_id = ${decodeIdOf('Term', filter.term)}::int4`)
  if (filter.course != null) where.push(sql`t.course_id = ${decodeIdOf('Course', filter.course)}::int4`)
  if (filter.space != null) where.push(sql`t.space_id = ${decodeIdOf('Space', filter.space)}::int4`)
  if (filter.weekday) where.push(sql`t.weekday = ${filter.weekday}::weekday`)
  const group: Sql[] = []
  if (filter.department != null) group.push(sql`g.department = ${filter.department}`)
  if (filter.yearGroup != null) group.push(sql`g.year_group = ${filter.yearGroup}::int4`)
  if (group.length > 0) {
    where.push(sql`exists (select from class_groups g where g.class_session_id = t.id and ${every(group)})`)
  }
  return where
}
