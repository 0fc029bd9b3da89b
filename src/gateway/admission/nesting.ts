import { clientError } from '../errors/errors.ts'

/** Far more than `MAX_DEPTH` allows with fragments and arguments, and far less than the parser has stack for. */
const deepestNesting = 300

/**
 * Attack refused: a text of nothing but brackets. Everything that reads an operation descends into it by recursion, and
 * the state that a stack overflow leaves behind is unknown. Brackets in strings count too; no honest text notices that.
 */
export function assertNesting(text: string): void {
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    const character = text.charCodeAt(i)
    if (isOpening(character) && ++depth > deepestNesting) {
      throw clientError(
        'OPERATION_TOO_DEEP',
        `The text of the operation nests more than ${deepestNesting} brackets. Ask for less at once.`,
      )
    }
    if (isClosing(character)) depth--
  }
}

const isOpening = (character: number): boolean => character === 0x7b || character === 0x28 || character === 0x5b
const isClosing = (character: number): boolean => character === 0x7d || character === 0x29 || character === 0x5d
