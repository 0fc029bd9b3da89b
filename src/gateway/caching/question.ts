/** A question to the cache, and the audiences that an answer to it may be kept for. */
import { hash } from 'node:crypto'
import type { Viewer, ViewerScope } from '../types.ts'

export interface Question {
  /** Equal for equal questions of all viewers */
  text: string
  /** SHA-256 of the operation, hexadecimal */
  operationHash: string
  /** For figures; bounded in number */
  operationName: string
  maxAgeSeconds: number
  looksAt: ViewerScope
  /** See ViewerBound: these roles are shown everything, others only what is theirs */
  seenBy: ReadonlySet<string> | undefined
}

/** The part of the viewer that an answer depends on */
export interface Audience {
  name: string
  /** Whether it is for all viewers who own nothing that was met; an owner must look for an answer of their own */
  isShared: boolean
}

/**
 * The audiences under which an answer for this viewer may be found, in order. If the answer depends on the person, the
 * last is the viewer's alone.
 */
export function audiencesOf({ looksAt, seenBy }: Question, viewer: Viewer): Audience[] {
  if (looksAt === 'nobody') return everybody
  if (looksAt === 'role') return [{ name: viewer?.role ?? 'nobody', isShared: false }]
  if (seenBy === undefined) return [person(viewer)]
  if (viewer !== null && seenBy.has(viewer.role)) return staff
  return viewer === null ? others : [...others, person(viewer)]
}

const everybody: Audience[] = [{ name: '', isShared: false }]
const staff: Audience[] = [{ name: 'staff', isShared: false }]
const others: Audience[] = [{ name: 'others', isShared: true }]

const person = (viewer: Viewer): Audience => ({
  name: viewer === null ? 'nobody' : `${viewer.id} ${viewer.role}`,
  isShared: false,
})

/** @param namespace everything else that must be equal: the database, this build, the schema */
export const keyOf = (namespace: string, question: Question, audience: Audience): string =>
  hash('sha256', `${namespace}\n${audience.name}\n${question.text}`, 'base64url')
