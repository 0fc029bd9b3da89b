import { columnsOf } from '../../gateway/database/columns.ts'
import { containing, type Sql, sql } from '../../gateway/database/sql.ts'
import { root } from '../../gateway/pagination/connection.ts'
import { orderBy } from '../../gateway/pagination/orderKey.ts'
import type { CourseFilter, Resolvers } from '../../generated/graphql.ts'
import { type CourseRow, tables } from '../../generated/tables.ts'
import { byKey, connectionLoader, type Selection } from '../loaders.ts'

interface CourseArguments {
  filter?: CourseFilter | null | undefined
}

const columns = columnsOf(tables.Course)

export const loaders = {
  course: byKey(tables.Course, 'id'),
  courses: connectionLoader<CourseRow, CourseArguments>('Query.courses', selectCourses),
}

export const resolvers: Resolvers = {
  Query: {
    courses: (_, args, { loaders }) => loaders.courses.of(root, args),
  },
  Course: {
    classSessions: ({ id }, args, { loaders }) => loaders.classSessionsByCourse.of(id, args),
  },
}

function selectCourses({ filter }: CourseArguments): Selection {
  const where: Sql[] = []
  if (filter?.code) where.push(sql`t.folded_code = fold_code(${filter.code})`)
  if (filter?.titleContains) where.push(sql`t.title ilike ${containing(filter.titleContains)}`)
  if (filter?.department != null) {
    where.push(sql`exists (
      select from class_sessions s join class_groups g on g.class_session_id = s.id
      where s.course_id = t.id and g.department = ${filter.department}
    )`)
  }
  return {
    columns,
    from: sql`courses t`,
    where,
    tags: filter?.department == null ? [] : ['classSessions', 'classGroups'],
    orderBy: [orderBy(tables.Course, 'code'), orderBy(tables.Course, 'id')],
  }
}
