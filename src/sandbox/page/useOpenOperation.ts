/** Opens a registered operation in a tab, or shows the tab in which it stands unchanged. */
import { pick, useGraphiQL, useGraphiQLActions } from '@graphiql/react'
import type { RegisteredOperation } from '../registeredOperation.ts'
import { exampleVariables } from './exampleVariables.ts'
import type { Execute } from './fetcher.ts'
import { areUntouched, rememberExamples } from './givenExamples.ts'
import { isNarrow } from './narrowScreen.ts'
import { readHeaders, withoutToken } from './tabHeaders.ts'

interface OpenOptions {
  /** For signing in: a token in the headers would go before the session that begins. */
  dropToken?: boolean
}

export type OpenOperation = (operation: RegisteredOperation, options?: OpenOptions) => Promise<void>

export function useOpenOperation(execute: Execute): OpenOperation {
  const { addTab, changeTab, setVisiblePlugin } = useGraphiQLActions()
  const { tabs, headerEditor } = useGraphiQL(pick('tabs', 'headerEditor'))
  const fillTab = useFillTab()
  return async (operation, { dropToken = false } = {}) => {
    const index = tabs.findIndex(({ query }) => query === operation.text)
    const standing = tabs[index]
    const written = standing === undefined ? (headerEditor?.getValue() ?? '') : (standing.headers ?? '')
    // A new tab begins without headers, but a person who is signed in by them expects to stay so.
    const headers = dropToken ? withoutToken(written) : written
    const isKept = standing !== undefined && !areUntouched(operation.name, standing.variables ?? '')
    const variables = isKept ? (standing.variables ?? '') : await findVariables(operation, { execute, headers })
    if (isNarrow()) setVisiblePlugin(null)
    if (standing === undefined) addTab()
    else changeTab(index)
    fillTab(operation, { variables, headers })
  }
}

interface Asking {
  execute: Execute
  headers: string
}

async function findVariables(operation: RegisteredOperation, { execute, headers }: Asking): Promise<string> {
  const options = { headers: readHeaders(headers) }
  const examples = await exampleVariables(operation, {
    ask: (query) => execute({ query }, options),
    now: new Date(),
    number: String(crypto.getRandomValues(new Uint32Array(1))[0]),
  })
  const variables = JSON.stringify(examples, null, 2)
  rememberExamples(operation.name, variables)
  return variables
}

function useFillTab() {
  const { setOperationName, updateActiveTabValues } = useGraphiQLActions()
  const { queryEditor, variableEditor, headerEditor } = useGraphiQL(
    pick('queryEditor', 'variableEditor', 'headerEditor'),
  )
  return (
    { name, text: query }: RegisteredOperation,
    { variables, headers }: { variables: string; headers: string },
  ) => {
    queryEditor?.setValue(query)
    variableEditor?.setValue(variables)
    headerEditor?.setValue(headers)
    updateActiveTabValues({ query, variables, headers })
    // GraphiQL reads the name from the text a moment later: a person who runs it at once would run the one before.
    setOperationName(name)
    queryEditor?.focus()
  }
}
