/** The page: GraphiQL with the registered operations, a welcome, and a line about each answer. */
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql'
import { useState } from 'react'
import { AnswerLine } from './answerLine.tsx'
import { EditorFocus } from './editorFocus.tsx'
import { EditorOptions } from './editorOptions.tsx'
import type { Execute } from './fetcher.ts'
import { firstVisit } from './firstVisit.ts'
import { isNarrow } from './narrowScreen.ts'
import { createOperationsPlugin, operationsTitle } from './operationsPlugin.tsx'
import type { Operations } from './readOperations.ts'
import type { SessionWatch } from './sessionWatch.ts'
import { sortIntrospection } from './sortIntrospection.ts'

interface SandboxProps {
  /** As shown, not as asked. */
  endpoint: string
  execute: Execute
  operations: Operations
  session: SessionWatch
}

export function Sandbox({ endpoint, execute, operations, session }: SandboxProps) {
  const [plugins] = useState(() => [createOperationsPlugin(operations, execute), HISTORY_PLUGIN])
  const [welcome] = useState(() => firstVisit(localStorage, isNarrow() ? undefined : operationsTitle, new Date()))
  const [fetcher] = useState(() => sortedDocumentation(execute))
  return (
    <GraphiQL
      fetcher={fetcher}
      plugins={plugins}
      introspectionQueryName={documentationQuery}
      defaultEditorToolsVisibility
      {...welcome}
    >
      <GraphiQL.Logo>
        <span className="sandbox-name">Compax Gateway</span>
        <code className="sandbox-endpoint">{endpoint}</code>
      </GraphiQL.Logo>
      <GraphiQL.Footer>
        <AnswerLine operations={operations} execute={execute} session={session} />
      </GraphiQL.Footer>
      <EditorOptions />
      <EditorFocus />
    </GraphiQL>
  )
}

/** A name of its own, so that a person's introspection is answered as it comes. */
const documentationQuery = 'SandboxDocumentation'

const sortedDocumentation =
  (execute: Execute): Execute =>
  async (operation, options) => {
    const answer = await execute(operation, options)
    return operation.operationName === documentationQuery ? sortIntrospection(answer) : answer
  }
