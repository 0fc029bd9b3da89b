/** The panel from which registered operations are opened. */
import type { GraphiQLPlugin } from '@graphiql/react'
import type { Execute } from './fetcher.ts'
import { OperationList } from './operationList.tsx'
import type { Operations } from './readOperations.ts'
import { useOpenOperation } from './useOpenOperation.ts'

export const operationsTitle = 'Registered operations'

export function createOperationsPlugin(operations: Operations, execute: Execute): GraphiQLPlugin {
  return {
    title: operationsTitle,
    icon: OperationsIcon,
    content: () => <OperationsPanel operations={operations} execute={execute} />,
  }
}

function OperationsPanel({ operations, execute }: { operations: Operations; execute: Execute }) {
  const open = useOpenOperation(execute)
  return (
    <section className="sandbox-operations" aria-label={operationsTitle}>
      <h2>{operationsTitle}</h2>
      {'problem' in operations ? (
        <p className="sandbox-problem">{operations.problem}</p>
      ) : (
        <OperationList operations={operations.list} open={open} />
      )}
    </section>
  )
}

function OperationsIcon() {
  return (
    <svg viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <rect x="2.75" y="2.75" width="14.5" height="14.5" rx="2.5" />
      <path d="M6 7h2m2 0h4M6 10h2m2 0h4M6 13h2m2 0h4" strokeLinecap="round" />
    </svg>
  )
}
