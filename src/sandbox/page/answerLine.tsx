/** The lines below the answer: its cost, or why the documentation is missing, and where signing in would help. */
import { pick, useGraphiQL } from '@graphiql/react'
import { describeAnswer, describeSchemaProblem } from './describeAnswer.ts'
import { SessionNotice, useSessionEnded } from './sessionNotice.tsx'
import type { SessionWatch } from './sessionWatch.ts'
import { signInHint } from './signInHint.ts'
import { SignInLink, type SignInLinkProps } from './signInLink.tsx'

interface AnswerLineProps extends SignInLinkProps {
  session: SessionWatch
}

export function AnswerLine({ session, ...link }: AnswerLineProps) {
  const { tabs, activeTabIndex, fetchError } = useGraphiQL(pick('tabs', 'activeTabIndex', 'fetchError'))
  const hasEnded = useSessionEnded(session)
  const response = tabs[activeTabIndex]?.response ?? ''
  const hint = hasEnded ? undefined : signInHint(response)
  return (
    <>
      {hasEnded && <SessionNotice {...link} />}
      {fetchError === null ? (
        <p className="sandbox-answer">
          {describeAnswer(response)}
          {hint !== undefined && (
            <>
              {' · '}
              {hint} <SignInLink {...link} />
            </>
          )}
        </p>
      ) : (
        <p className="sandbox-answer sandbox-problem" role="alert">
          {describeSchemaProblem(fetchError)}
        </p>
      )}
    </>
  )
}
