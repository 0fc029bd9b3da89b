/** What an answer says of the person who asks, where signing in would help. Takes the text, as the editor keeps it. */
import { errorCodes, field } from './answerFields.ts'

/** undefined where it would not. */
export function signInHint(response: string): string | undefined {
  const answer = read(response)
  const codes = errorCodes(answer)
  if (codes.includes('UNAUTHENTICATED')) return 'Sign in first.'
  if (codes.includes('FORBIDDEN')) return 'This account may not.'
  return field(field(answer, 'data'), 'viewer') === null ? 'You are not signed in.' : undefined
}

function read(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
