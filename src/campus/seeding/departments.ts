/**
 * Which department teaches which topics. A topic fills a year, its first half in semester 1 and its second in semester
 * 2. A department has three topics for each year, and all departments share one general topic for each year.
 */
import type { CourseRow } from '../../generated/tables.ts'
import { catalogue } from './catalogue.ts'

interface Department {
  name: string
  coursePrefix: string
  /** Years of study: 4 or 6 */
  years: number
  /** Three for each year, in order */
  topics: readonly string[]
}

export interface Group {
  department: string
  yearGroup: number
}

export interface Course extends CourseRow {
  /** null: for every department */
  department: string | null
  yearGroup: number
  semester: Semester
}

export type Semester = 1 | 2

const topicsPerYear = 3

const generalTopics = ['Communication Skills', 'African Studies', 'Entrepreneurship'].concat([
  'Research Methods',
  'Professional Ethics',
  'Leadership and Management',
])

/**
 * A department begins at the start of a line; its topics are indented.
 * @internal
 */
export const departments: readonly Department[] = catalogue
  .trim()
  .split(/\n(?! )/)
  .map((entry) => {
    const [, name = '', coursePrefix = '', topicList = ''] = entry.match(/^(.+) \| (\w+)\n(.+)$/s) ?? []
    const topics = topicList.split(',').map((topic) => topic.trim().replace(/\s+/g, ' '))
    return { name, coursePrefix, years: topics.length / topicsPerYear, topics }
  })

export const groups: readonly Group[] = departments.flatMap(({ name, years }) =>
  Array.from({ length: years }, (_, index) => ({ department: name, yearGroup: index + 1 })),
)

export function* createAllCourses(scale: number): Generator<CourseRow> {
  for (let campusNumber = 0; campusNumber < scale; campusNumber++) yield* createCourses(campusNumber)
}

/** Every course of one campus. Beyond the main campus a code ends in the campus's number: codes are unique. */
export function createCourses(campusNumber: number): Course[] {
  const suffix = campusNumber === 0 ? '' : `-${campusNumber}`
  const courses = [...departments.flatMap(departmentCourses), ...generalTopics.flatMap(generalCourses)]
  return courses.map((course, index) => {
    return { id: campusNumber * courses.length + index + 1, ...course, code: course.code + suffix }
  })
}

type CourseDraft = Omit<Course, 'id'>

const departmentCourses = ({ name, coursePrefix, topics }: Department): CourseDraft[] =>
  topics.flatMap((topic, index) => {
    const yearGroup = Math.floor(index / topicsPerYear) + 1
    return halves(topic, { coursePrefix, number: yearGroup * 100 + 51 + 2 * (index % topicsPerYear), yearGroup }, name)
  })

const generalCourses = (topic: string, index: number): CourseDraft[] =>
  halves(topic, { coursePrefix: 'GEN', number: index * 100 + 151, yearGroup: index + 1 }, null)

function halves(
  topic: string,
  { coursePrefix, number, yearGroup }: { coursePrefix: string; number: number; yearGroup: number },
  department: string | null,
): CourseDraft[] {
  return [
    { code: `${coursePrefix} ${number}`, title: `${topic} I`, department, yearGroup, semester: 1 },
    { code: `${coursePrefix} ${number + 1}`, title: `${topic} II`, department, yearGroup, semester: 2 },
  ]
}
