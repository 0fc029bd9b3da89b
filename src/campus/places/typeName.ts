/** Which GraphQL type a row is of: its model, or for a room what its kind says. */
import type { SpaceKind } from '../../generated/tables.ts'

const spaceTypes = { CLASSROOM: 'Classroom', LABORATORY: 'Laboratory', OFFICE: 'Office' } as const

export const spaceType = ({ kind }: { kind: SpaceKind }) => spaceTypes[kind]

/** A room that says its type, for where anything else could stand in its place. */
export const typedSpace = <Row extends { kind: SpaceKind }>(row: Row) => ({ ...row, __typename: spaceType(row) })
