/** One title for each code: the one that binds already, else the first of the file. Case makes no difference to it. */
import { foldCode, foldName } from '../names.ts'

export interface Course {
  /** What codes are compared by */
  key: string
  code: string
  title: string
  /** The line that brought the title; undefined where the database did */
  line: number | undefined
}

export interface Courses {
  /** The course of a code, which has this title from now on if it had none. */
  find(code: string, title: string, line: number): Course
  hasTitle(course: Course, title: string): boolean
}

export function createCourses(bound: { code: string; title: string }[]): Courses {
  const courses = new Map<string, Course>()
  for (const { code, title } of bound) {
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
    hasTitle: (course, title) => course.title === title || foldName(course.title) === foldName(title),
  }
}
