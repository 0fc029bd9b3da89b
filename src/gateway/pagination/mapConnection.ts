import { allOf, type Pending } from '../loaders/pending.ts'
import type { Connection } from './connection.ts'

/** The same page of other things: rows become what they stand for, and rows that stand for nothing (any more) go. */
export function mapConnection<Row, Node extends object>(
  connection: Connection<Row>,
  load: (row: Row) => Pending<Node | null>,
): Connection<Node> {
  return {
    pageInfo: () => connection.pageInfo(),
    totalCount: () => connection.totalCount(),
    nodes: () =>
      connection
        .nodes()
        .map((rows) => allOf(rows.map(load)))
        .map((nodes) => nodes.filter((node) => node !== null)),
    edges: () =>
      connection.edges().map((edges) =>
        allOf(edges.map(({ node }) => load(node))).map((nodes) =>
          nodes.flatMap((node, index) => {
            const edge = edges[index]
            return node === null || edge === undefined ? [] : [{ cursor: edge.cursor, node }]
          }),
        ),
      ),
  }
}
