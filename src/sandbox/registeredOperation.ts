/** An operation that front ends run, as the sandbox offers it: its text with the comment that says what it is for. */
export interface RegisteredOperation {
  name: string
  text: string
  /** Examples to start from; those left out are found by the page where it can. */
  variables?: Record<string, unknown>
}
