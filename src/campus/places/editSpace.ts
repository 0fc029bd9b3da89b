/** Rooms, added and changed by admins; each function is the work of one transaction and throws a Refusal. */

import { databaseCode } from '../../gateway/database/writeError.ts'
import { decodeIdOf } from '../../gateway/schema/globalId.ts'
import type { CreateSpaceInput, UpdateSpaceInput } from '../../generated/graphql.ts'
import type { Transaction } from '../transactions.ts'
import { asPrisma } from '../transactions.ts'
import { Refusal } from '../userErrors.ts'
import { occupancy } from './occupancy.ts'
import { checkedName, countChange, locationChange, nameChange, nameTaken, required } from './placeInput.ts'
import { checkedText } from './text.ts'

const maxRoomNumber = 20
const maxEquipmentLength = 60
const maxEquipment = 50

export async function createSpace(tx: Transaction, input: CreateSpaceInput): Promise<number> {
  const data = {
    buildingId: decodeIdOf('Building', input.building),
    name: checkedName(input.name),
    kind: input.kind,
    ...features(input),
  }
  const { id } = await tx.space.create({ data, select: { id: true } }).catch(refuse)
  return id
}

export async function updateSpace(tx: Transaction, input: UpdateSpaceInput): Promise<number> {
  const id = decodeIdOf('Space', input.space)
  const data = {
    ...(input.building === undefined
      ? {}
      : { buildingId: decodeIdOf('Building', required(input.building, 'building')) }),
    ...nameChange(input.name),
    ...(input.kind === undefined ? {} : { kind: required(input.kind, 'kind') }),
    ...features(input),
  }
  await hold(tx, id)
  if (data.kind === 'OFFICE') await assertUnused(tx, id)
  await tx.space.update({ where: { id }, data, select: { id: true } }).catch(refuse)
  return id
}

/** With its past: bookings that are over and ratings go with it. */
export async function deleteSpace(tx: Transaction, id: number): Promise<void> {
  await hold(tx, id)
  await assertUnused(tx, id)
  await tx.booking.deleteMany({ where: { spaceId: id } })
  await tx.space.delete({ where: { id }, select: { id: true } })
}

type Features = Pick<UpdateSpaceInput, 'floor' | 'roomNumber' | 'capacity' | 'equipment' | 'location'>

function features({ floor, roomNumber, capacity, equipment, location }: Features) {
  return {
    ...(floor === undefined ? {} : { floor }),
    ...(roomNumber === undefined
      ? {}
      : { roomNumber: roomNumber === null ? null : checkedText(roomNumber, 'roomNumber', maxRoomNumber) }),
    ...countChange('capacity', capacity),
    ...(equipment === undefined ? {} : { equipment: checkedEquipment(equipment ?? []) }),
    ...locationChange(location),
  }
}

function checkedEquipment(equipment: string[]): string[] {
  if (equipment.length > maxEquipment) {
    throw new Refusal('INVALID_INPUT', `\`equipment\` may list ${maxEquipment} things.`, 'equipment')
  }
  return [...new Set(equipment.map((thing) => checkedText(thing, 'equipment', maxEquipmentLength)))]
}

/** Against bookings, whose foreign key waits for the row. */
async function hold(tx: Transaction, id: number): Promise<void> {
  const held = await tx.$queryRaw<unknown[]>`select from spaces where id = ${id} for update`
  if (held.length === 0) throw new Refusal('NOT_FOUND', 'There is no such room.', 'space')
}

async function assertUnused(tx: Transaction, id: number): Promise<void> {
  const [use] = await tx.$queryRaw<{ classes: number; ahead: number }[]>`
    select (select count(*)::int from class_sessions where space_id = ${id}) as classes,
      (select count(*)::int from bookings b where space_id = ${id} and ends_at > now()
        and ${asPrisma(occupancy('b').holdsSlot)}) as ahead`
  const { classes = 0, ahead = 0 } = use ?? {}
  if (classes + ahead === 0) return
  throw new Refusal(
    'IN_USE',
    `The room has ${classes} weekly classes and ${ahead} bookings that are not over.`,
    'space',
  )
}

function refuse(error: unknown): never {
  if (databaseCode(error) === '23503') throw new Refusal('NOT_FOUND', 'There is no such building.', 'building')
  throw nameTaken(error) ?? error
}
