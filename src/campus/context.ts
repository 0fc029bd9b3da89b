import type { Transact } from '../gateway/database/writer.ts'
import type { SqlMeter } from '../gateway/loaders/scope.ts'
import type { Settings } from '../settings.ts'
import type { Passwords } from './accounts/passwords.ts'
import type { Viewer } from './accounts/rules.ts'
import type { Loaders } from './entities/index.ts'

/** What the resolvers of one operation are given. */
export interface Context {
  /** Changes when somebody signs in: what follows is theirs */
  viewer: Viewer
  /** Whose session the request came with */
  readonly session: number | null
  /** Replaced after each mutation, so that what is read then is what was written */
  loaders: Loaders
  /** What this operation took from the database so far */
  readonly sql: SqlMeter
  /** Where the request came from, as far as the proxies in front are trusted */
  readonly address: string
  readonly settings: Settings
  readonly passwords: Passwords
  readonly transact: Transact
  /** Forgets what was read: the next reads see what was just written. */
  refresh(): void
  /** Has the answer set the session cookie, or take it away. */
  setSessionCookie(token: string | null): void
  /** Told of each rule that was met, and whose thing the row was */
  met(looksAt: 'nobody' | 'role' | 'person', owner: number | null): void
}
