/** Typing goes to the editor after a tab was added or closed, not to the button that did it. */
import { pick, useGraphiQL } from '@graphiql/react'
import { useEffect, useRef } from 'react'

export function EditorFocus() {
  const { tabs, queryEditor } = useGraphiQL(pick('tabs', 'queryEditor'))
  const count = useRef(tabs.length)
  useEffect(() => {
    if (count.current !== tabs.length) queryEditor?.focus()
    count.current = tabs.length
  }, [tabs.length, queryEditor])
  return null
}
