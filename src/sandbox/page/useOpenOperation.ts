/** Opens a registered operation in a tab, or shows the tab in which it stands unchanged. */
import { pick, useGraphiQL, useGraphiQLActions } from '@graphiql/react'
import type { RegisteredOperation } from '../registeredOperation.ts'
import { exampleVariables } from './exampleVariables.ts'
import type { Execute } from './fetcher.ts'

export function useOpenOperation(execute: Execute): (operation: RegisteredOperation) => Promise<void> {
  const { addTab, changeTab, setOperationName, updateActiveTabValues } = useGraphiQLActions()
  const { tabs, queryEditor, variableEditor, headerEditor } = useGraphiQL(
    pick('tabs', 'queryEditor', 'variableEditor', 'headerEditor'),
  )
  return async (operation) => {
    const standing = tabs.findIndex(({ query }) => query === operation.text)
    if (standing >= 0) return changeTab(standing)
    const examples = await exampleVariables(operation, (query) => execute({ query }), new Date())
    const variables = JSON.stringify(examples, null, 2)
    // A new tab begins without headers, but whoever is signed in expects to stay so.
    const headers = headerEditor?.getValue() ?? ''
    addTab()
    queryEditor?.setValue(operation.text)
    variableEditor?.setValue(variables)
    headerEditor?.setValue(headers)
    updateActiveTabValues({ query: operation.text, variables, headers })
    // GraphiQL reads the name from the text a moment later: whoever runs it at once would run the one before.
    setOperationName(operation.name)
  }
}
