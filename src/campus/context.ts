import type { OperationContext } from '../gateway/application.ts'
import type { Passwords } from './accounts/passwords.ts'
import type { Loaders } from './entities/index.ts'
import type { Transact } from './transactions.ts'
import type { Viewer } from './viewer.ts'

/** What the campus reads of the settings of its process. */
export interface CampusSettings {
  campusTimeZone: string
  signInLimit: { account: number; address: number; windowSeconds: number }
  signUpLimit: { address: number; windowSeconds: number }
}

/** What the application adds to the context of each operation. */
export interface CampusValues {
  readonly settings: CampusSettings
  readonly passwords: Passwords
}

/** What the resolvers of one operation are given. */
export interface Context extends Omit<OperationContext, 'viewer' | 'loaders' | 'transact'>, CampusValues {
  viewer: Viewer
  loaders: Loaders
  readonly transact: Transact
}
