import type { Question } from '../../../src/gateway/caching/question.ts'

/** Of no viewer's concern, and kept for 100 s */
export const publicQuestion: Question = {
  text: 'rooms',
  operationHash: '00'.repeat(32),
  operationName: 'Rooms',
  maxAgeSeconds: 100,
  looksAt: 'nobody',
  seenBy: undefined,
}
