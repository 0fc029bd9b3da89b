/** What is asked of the cache, and for whom an answer to it may be kept. */
import { hash } from 'node:crypto'
import type { Viewer, ViewerScope } from '../types.ts'

export interface Question {
  /** Equal for equal questions, whoever asks */
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
  /** Whoever owns nothing that was met; an owner has to look for an answer of his own */
  isShared: boolean
}

/**
 * Under which audiences an answer for this viewer may be found, in order; the last is the viewer's alone, where the answer
 * depends on the person.
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

/** @param world all that must be equal besides: the database, this build, the schema */
export const keyOf = (world: string, question: Question, audience: Audience): string =>
  hash('sha256', `${world}\n${audience.name}\n${question.text}`, 'base64url')
