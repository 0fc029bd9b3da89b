/** One title for each code: the one that the database has, else the first of the file. Case makes no difference. */
import { foldCode, foldName } from './names.ts'

export interface Course {
  /** What codes are compared by */
  key: string
  code: string
  title: string
  /** The line that brought it; undefined for one of the database */
  line: number | undefined
}

export interface Courses {
  /** The course of a code, which has this title from now on if it had none. */
  find(code: string, title: string, line: number): Course
  hasTitle(course: Course, title: string): boolean
}

export function createCourses(known: { code: string; title: string }[]): Courses {
  const courses = new Map<string, Course>()
  for (const { code, title } of known) {
    const key = foldCode(code)
    courses.set(key, { key, code, title, line: undefined })
  }
  return {
    find(code, title, line) {
      const key = foldCode(code)
      const course = courses.get(key) ?? { key, code, title, line }
      courses.set(key, course)
      return course
    },
    hasTitle: (course, title) => foldName(course.title) === foldName(title),
  }
}
