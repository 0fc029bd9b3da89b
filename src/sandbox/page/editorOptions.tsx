/** GraphiQL sets its editors for wide screens and has no setting for it; three panes side by side need less. */
import { pick, useGraphiQL } from '@graphiql/react'
import { useEffect } from 'react'

export function EditorOptions() {
  const editors = useGraphiQL(pick('queryEditor', 'variableEditor', 'headerEditor', 'responseEditor'))
  useEffect(() => {
    for (const editor of Object.values(editors)) editor?.updateOptions({ fontSize: 13, wordWrap: 'on' })
  }, [editors])
  return null
}
