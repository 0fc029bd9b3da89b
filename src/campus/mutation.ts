/** What every mutation does around its own work. */
import type { Viewer } from './accounts/rules.ts'
import type { Context } from './context.ts'
import { Refusal, type UserError } from './userErrors.ts'

export interface Change<Done, Payload> {
  /** What the payload holds when the change is refused */
  refused: Payload
  /** Makes the change; throws a Refusal to leave everything as it was. */
  work(): Promise<Done>
  /** What the payload holds otherwise, read anew. */
  read(done: Done): Promise<Payload> | Payload
}

/** Later reads, in the payload and in the rest of the request, see what the change wrote. */
export async function runMutation<Done, Payload extends object>(
  context: Context,
  { refused, work, read }: Change<Done, Payload>,
): Promise<Payload & { userErrors: UserError[] }> {
  try {
    const done = await work()
    context.refresh()
    return { ...(await read(done)), userErrors: [] }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    context.refresh()
    return { ...refused, userErrors: [error.userError] }
  }
}

/** For payloads that hold nothing but errors. */
export const emptyPayload = { refused: {}, read: () => ({}) }

/** The signed-in person, for mutations whose rule makes sure that there is one. */
export function requireViewer({ viewer }: Context): NonNullable<Viewer> {
  if (viewer === null) throw new Error('A mutation that needs somebody has no rule that asks for one.')
  return viewer
}
