/** The line below the answer: what it cost, or why there is no documentation. */
import { pick, useGraphiQL } from '@graphiql/react'
import { describeAnswer, describeSchemaProblem } from './describeAnswer.ts'

export function AnswerLine() {
  const { tabs, activeTabIndex, fetchError } = useGraphiQL(pick('tabs', 'activeTabIndex', 'fetchError'))
  if (fetchError !== null) {
    return (
      <p className="sandbox-answer sandbox-problem" role="alert">
        {describeSchemaProblem(fetchError)}
      </p>
    )
  }
  return <p className="sandbox-answer">{describeAnswer(tabs[activeTabIndex]?.response ?? '')}</p>
}
