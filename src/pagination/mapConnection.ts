import type { Connection } from './connection.ts'

/** The same page of other things: each row becomes what it stands for, and one that stands for nothing (any more) goes. */
export function mapConnection<Row, Node extends object>(
  connection: Connection<Row>,
  load: (row: Row) => Promise<Node | null>,
): Connection<Node> {
  return {
    ...connection,
    nodes: async () => present(await Promise.all((await connection.nodes()).map(load))),
    edges: async () => {
      const edges = await connection.edges()
      const loaded = edges.map(async (edge) => ({ cursor: edge.cursor, node: await load(edge.node) }))
      return (await Promise.all(loaded)).flatMap(({ cursor, node }) => (node === null ? [] : [{ cursor, node }]))
    },
  }
}

const present = <T>(values: (T | null)[]): T[] => values.filter((value) => value !== null)
