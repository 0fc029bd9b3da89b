/** Leads to the registered operation that signs in; where none is registered, to the mutation. */
import type { Execute } from './fetcher.ts'
import type { Operations } from './readOperations.ts'
import { useOpenOperation } from './useOpenOperation.ts'

export interface SignInLinkProps {
  operations: Operations
  execute: Execute
}

export function SignInLink({ operations, execute }: SignInLinkProps) {
  const open = useOpenOperation(execute)
  const signIn = 'list' in operations ? operations.list.find(({ name }) => name === 'SignIn') : undefined
  if (signIn === undefined) {
    return (
      <>
        Run the mutation <code>signIn</code>
      </>
    )
  }
  return (
    <button type="button" className="sandbox-link" onClick={() => open(signIn, { dropToken: true })}>
      Open SignIn
    </button>
  )
}
