/** The registered operations by name, with what each is for and what it asks for. */
import type { RegisteredOperation } from '../registeredOperation.ts'
import { describeOperation } from './describeOperation.ts'
import { requiredVariables } from './requiredVariables.ts'

interface ListProps {
  operations: readonly RegisteredOperation[]
  open: (operation: RegisteredOperation) => void
}

export function OperationList({ operations, open }: ListProps) {
  if (operations.length === 0) return <p>None yet. Each file in schema/operations becomes one.</p>
  return (
    <>
      <p>What the front ends run. Each opens in a tab of its own, with variables to start from.</p>
      <ul>
        {operations.map((operation) => (
          <li key={operation.name}>
            <button type="button" onClick={() => open(operation)}>
              <OperationSummary operation={operation} />
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}

function OperationSummary({ operation: { name, text } }: { operation: RegisteredOperation }) {
  const { kind, description } = describeOperation(text)
  const variables = requiredVariables(text).map((variable) => `$${variable.name}`)
  return (
    <>
      <span className="sandbox-operation-name">{name}</span>
      {kind !== undefined && kind !== 'query' && <span className="sandbox-operation-kind">{kind}</span>}
      {description !== '' && <span className="sandbox-operation-description">{description}</span>}
      {variables.length > 0 && <code>{variables.join(' ')}</code>}
    </>
  )
}
