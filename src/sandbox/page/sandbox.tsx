/** The page: GraphiQL with the registered operations, a welcome, and a line about each answer. */
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql'
import { useState } from 'react'
import { AnswerLine } from './answerLine.tsx'
import { EditorOptions } from './editorOptions.tsx'
import type { Execute } from './fetcher.ts'
import { firstVisit } from './firstVisit.ts'
import { createOperationsPlugin, operationsTitle } from './operationsPlugin.tsx'
import type { Operations } from './readOperations.ts'

interface SandboxProps {
  /** As shown, not as asked. */
  endpoint: string
  execute: Execute
  operations: Operations
}

export function Sandbox({ endpoint, execute, operations }: SandboxProps) {
  const [plugins] = useState(() => [createOperationsPlugin(operations, execute), HISTORY_PLUGIN])
  const [welcome] = useState(() => firstVisit(localStorage, operationsTitle, new Date()))
  return (
    <GraphiQL fetcher={execute} plugins={plugins} defaultEditorToolsVisibility {...welcome}>
      <GraphiQL.Logo>
        <span className="sandbox-name">Compax Gateway</span>
        <code className="sandbox-endpoint">{endpoint}</code>
      </GraphiQL.Logo>
      <GraphiQL.Footer>
        <AnswerLine />
      </GraphiQL.Footer>
      <EditorOptions />
    </GraphiQL>
  )
}
