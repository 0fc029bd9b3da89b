/** Buildings, added and changed by admins; each function is the work of one transaction and throws a Refusal. */

import { decodeIdOf } from '../../gateway/schema/globalId.ts'
import type { CreateBuildingInput, UpdateBuildingInput } from '../../generated/graphql.ts'
import type { Transaction } from '../transactions.ts'
import { Refusal } from '../userErrors.ts'
import { checkedName, countChange, locationChange, nameChange, nameTaken, required } from './placeInput.ts'

export async function createBuilding(tx: Transaction, input: CreateBuildingInput): Promise<number> {
  const name = checkedName(input.name)
  const data = { name, kind: input.kind, ...countChange('floors', input.floors), ...locationChange(input.location) }
  const { id } = await tx.building.create({ data }).catch(refuseTaken)
  return id
}

export async function updateBuilding(tx: Transaction, input: UpdateBuildingInput): Promise<number> {
  const id = decodeIdOf('Building', input.building)
  const data = {
    ...nameChange(input.name),
    ...(input.kind === undefined ? {} : { kind: required(input.kind, 'kind') }),
    ...countChange('floors', input.floors),
    ...locationChange(input.location),
  }
  const { count } = await tx.building.updateMany({ where: { id }, data }).catch(refuseTaken)
  if (count === 0) throw noBuilding()
  return id
}

/** Its row is held first, so that no room comes in between. */
export async function deleteBuilding(tx: Transaction, id: number): Promise<void> {
  const held = await tx.$queryRaw<unknown[]>`select from buildings where id = ${id} for update`
  if (held.length === 0) throw noBuilding()
  const rooms = await tx.space.count({ where: { buildingId: id } })
  if (rooms > 0) throw new Refusal('IN_USE', `The building has ${rooms} rooms. Delete or move them first.`, 'building')
  await tx.building.delete({ where: { id } })
}

const noBuilding = () => new Refusal('NOT_FOUND', 'There is no such building.', 'building')

function refuseTaken(error: unknown): never {
  throw nameTaken(error) ?? error
}
