/** Says that the session which the page sends has ended, for as long as it has. */
import { pick, useGraphiQL } from '@graphiql/react'
import { useSyncExternalStore } from 'react'
import type { SessionWatch } from './sessionWatch.ts'
import { SignInLink, type SignInLinkProps } from './signInLink.tsx'
import { hasToken } from './tabHeaders.ts'

export const useSessionEnded = (session: SessionWatch): boolean =>
  useSyncExternalStore(session.subscribe, session.hasEnded)

export function SessionNotice(link: SignInLinkProps) {
  const { tabs, activeTabIndex } = useGraphiQL(pick('tabs', 'activeTabIndex'))
  return (
    <p className="sandbox-answer sandbox-session sandbox-problem" role="alert">
      Your session has ended. <SignInLink {...link} />
      {hasToken(tabs[activeTabIndex]?.headers ?? '') && ', and take the old token out of the headers.'}
    </p>
  )
}
