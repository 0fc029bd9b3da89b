/**
 * Starts the page. The only file here with effects on import. The endpoint and everything else is found from this
 * file's own address, whatever host, port or path it came from.
 */
// Everything of the editor at once: parts that are loaded later could not bring their styles.
import 'monaco-graphql/esm/monaco-editor.js'
import '@graphiql/react/style.css'
import '@graphiql/plugin-doc-explorer/style.css'
import '@graphiql/plugin-history/style.css'
import 'graphiql/graphiql.css'
import './sandbox.css'
import { createRoot } from 'react-dom/client'
import { createFetcher } from './fetcher.ts'
import { readOperations } from './readOperations.ts'
import { Sandbox } from './sandbox.tsx'
import { watchSession } from './sessionWatch.ts'
import { createWorker } from './workers.ts'

const filesUrl = new URL('.', import.meta.url)
const endpoint = new URL('../graphql', filesUrl)

window.MonacoEnvironment = { getWorker: (_id, label) => createWorker(label, filesUrl) }

const container = document.getElementById('sandbox')
if (container === null) throw new Error('page.html has no element with the id "sandbox".')
const operations = await readOperations(new URL('operations.json', filesUrl))
const session = watchSession()
const execute = createFetcher(endpoint, session)
createRoot(container).render(
  <Sandbox endpoint={endpoint.pathname} execute={execute} operations={operations} session={session} />,
)
