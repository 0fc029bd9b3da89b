/** What readers of rooms ask, and where the rooms stand in the answer. */
import { encodeGlobalId } from '../../../src/gateway/schema/globalId.ts'

interface Room {
  id: string
  capacity: number | null
}

export interface Question {
  text: string
  variables(room: number, building: number): object
  // biome-ignore lint/suspicious/noExplicitAny: of whatever was asked
  rooms(data: any): Room[]
}

export const roomQuestion: Question = {
  text: 'query($id: ID!) { node(id: $id) { ... on Space { id capacity } } }',
  variables: (room) => ({ id: encodeGlobalId('Space', room) }),
  rooms: ({ node }) => [node],
}

export const questions: readonly Question[] = [
  roomQuestion,
  {
    text: '{ spaces(first: 50) { nodes { id capacity } } }',
    variables: () => ({}),
    rooms: ({ spaces }) => spaces.nodes,
  },
  {
    text: 'query($id: ID!) { viewer { id } node(id: $id) { ... on Building { spaces(first: 50) { nodes { id capacity } } } } }',
    variables: (_, building) => ({ id: encodeGlobalId('Building', building) }),
    rooms: ({ node }) => node.spaces.nodes,
  },
]
