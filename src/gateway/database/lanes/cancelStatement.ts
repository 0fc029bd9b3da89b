/**
 * A request to cancel, as PostgreSQL's protocol has it: a connection of its own that names the other session and the
 * key that only its client has. The server does not answer; it only closes the connection.
 */
import pg from 'pg'

/** What the server says of itself when a session begins */
interface Backend {
  processID: number
  secretKey: number
  ssl: pg.ConnectionConfig['ssl']
}

interface CancelConnection extends pg.Connection {
  connect(port: number, host?: string): void
  requestSsl(): void
  cancel(processID: number, secretKey: number): void
}

const patienceMs = 5000

/** Ends the statement that the session runs when the server gets to it. Does nothing if the server is unreachable. */
export function cancelStatement(client: pg.Client): void {
  const { processID, secretKey, ssl } = client as pg.Client & Backend
  const connection = new pg.Connection({ ssl } as pg.ConnectionConfig) as CancelConnection
  const send = () => connection.cancel(processID, secretKey)
  connection.on('error', () => connection.stream.destroy())
  connection.on('connect', () => (ssl ? connection.requestSsl() : send()))
  connection.on('sslconnect', send)
  setTimeout(() => connection.stream.destroy(), patienceMs).unref()
  const path = `${client.host}/.s.PGSQL.${client.port}`
  if (!client.host.startsWith('/')) connection.connect(client.port, client.host)
  else connection.connect(path as unknown as number) // in place of a port, which its types do not know
}
