/**
 * What a person finds who has not been here before: one question over the campus with words on what to do, and, where
 * there is room beside it, the panel of operations. Later visits find what they left, which GraphiQL keeps under these keys.
 */
export interface FirstVisit {
  initialQuery?: string
  initialVariables?: string
  visiblePlugin?: string
}

export function firstVisit(kept: Pick<Storage, 'getItem'>, panel: string | undefined, now: Date): FirstVisit {
  return {
    ...(kept.getItem('graphiql:tabState') === null && {
      initialQuery: welcomeQuery,
      initialVariables: JSON.stringify({ from: now.toISOString() }, null, 2),
    }),
    // Closing every panel leaves an empty text.
    ...(panel !== undefined && kept.getItem('graphiql:visiblePlugin') === null && { visiblePlugin: panel }),
  }
}

/**
 * Lines short enough for half of a small screen.
 * @internal
 */
export const welcomeQuery = `# Welcome to the campus.
#
# Run it:      Ctrl-Enter
# Complete it: Ctrl-Space
# Look it up:  Ctrl-click a word
#
# The line below the answer counts
# its SQL statements. Ask for 100
# buildings: it takes no more.

query Welcome($from: DateTime!) {
  buildings(first: 3) {
    totalCount
    nodes {
      name
      spaceCounts {
        classrooms
        laboratories
        offices
      }
      spaces(first: 2, filter: { kind: CLASSROOM }) {
        nodes {
          name
          capacity
          bookings(first: 2, filter: { from: $from }) {
            nodes {
              title
              startsAt
              endsAt
            }
          }
        }
      }
    }
  }
}
`
