/** Facts that are worked out once for an operation, so that a request has only to look its variables up. */
import type { GraphQLSchema } from 'graphql'
import type { AdmissionLimits } from '../admission/admit.ts'
import { type Admission, createAdmission } from '../admission/createAdmission.ts'
import { columnNeeds } from '../analysis/columnNeeds.ts'
import { type Lifetimes, lifetimesOf } from '../analysis/lifetimes.ts'
import { questionText } from '../analysis/questionText.ts'
import { viewerBound } from '../analysis/viewerBound.ts'
import type { Question } from '../caching/question.ts'
import type { ColumnNeeds } from '../database/columns.ts'
import type { CompiledOperation } from '../execution/compileOperation.ts'

export interface OperationFacts {
  admit: Admission
  /** Undefined for a mutation, because it looks at rows in its own ways */
  needs: ColumnNeeds | undefined
  lifetimes: Lifetimes
  /** Why no answer of it is ever kept; undefined if its answers may be kept */
  notKept: string | undefined
  /** Undefined if the variables are too large to name an answer */
  question(variables: { readonly [name: string]: unknown }): Question | undefined
}

export interface FactsOptions {
  schema: GraphQLSchema
  limits: AdmissionLimits
  hash: string
  /** For figures: the operation's own name where it is registered */
  name: string
}

/** Longer ones are hardly asked for twice. */
const maxQuestion = 8192

export function operationFacts(
  { document, operation }: CompiledOperation,
  { schema, limits, hash, name }: FactsOptions,
): OperationFacts {
  const isQuery = operation.operation === 'query'
  const lifetimes = lifetimesOf(schema, document, operation)
  const readText = questionText(schema, document, operation)
  const readBound = viewerBound(schema, document)
  return {
    admit: createAdmission({ schema, document, operation }, limits),
    needs: isQuery ? columnNeeds(schema, document) : undefined,
    lifetimes,
    notKept: isQuery ? (lifetimes.maxAge === 0 ? 'max-age-0' : undefined) : operation.operation,
    question(variables) {
      try {
        const text = readText(variables)
        if (text.length > maxQuestion) return undefined
        const common = { text, operationHash: hash, operationName: name, maxAgeSeconds: lifetimes.maxAge }
        return { ...common, ...readBound(variables) }
      } catch {
        return undefined // execution reports the wrong arguments
      }
    },
  }
}
