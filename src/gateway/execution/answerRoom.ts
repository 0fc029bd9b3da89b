/**
 * How large an answer may still become, counted while its values are completed. An answer that is too large is given up
 * before it is put together. All entries of an array share one room. Sizes are those of JSON, except for what JSON
 * escapes.
 */
import type { GraphQLError } from 'graphql'
import { clientError } from '../errors/errors.ts'

export class AnswerRoom {
  readonly #maxBytes: number
  #left: number

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
    this.#left = maxBytes
  }

  /** Whether so many more bytes fit. From the first time that they do not, the caller must give up. */
  take(bytes: number): boolean {
    this.#left -= bytes
    return this.#left >= 0
  }

  giveBack(bytes: number): void {
    this.#left += bytes
  }

  /** @param wasDone whether the operation has changed something all the same */
  error(wasDone: boolean): GraphQLError {
    const megabytes = this.#maxBytes / 2 ** 20
    const done = wasDone ? 'What was asked for was done up to here; its answer is not given. ' : ''
    return clientError(
      'ANSWER_TOO_LARGE',
      `${done}An answer may have ${megabytes} MB, with all entries of an array together. Ask for smaller pages or fewer fields.`,
      { extensions: { maxBytes: this.#maxBytes } },
    )
  }
}
