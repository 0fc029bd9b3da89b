/** Stretches of time: the start belongs to them, the end does not. */
import { badUserInput } from '../../gateway/errors/errors.ts'

/** BAD_USER_INPUT unless the first moment is before the second; both are as the DateTime scalar gives them. */
export function assertInterval(names: [from: string, to: string], from: string, to: string): void {
  if (Date.parse(from) >= Date.parse(to)) {
    throw badUserInput(`\`${names[1]}\` must be after \`${names[0]}\`: ${to} is not after ${from}.`)
  }
}
