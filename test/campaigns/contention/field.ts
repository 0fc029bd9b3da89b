/** Rooms to contend for, and people who may book them at once. */
import { encodeGlobalId } from '../../../src/gateway/schema/globalId.ts'
import { createCampusRows } from '../../support/campusRows.ts'
import { addPerson } from '../../support/people.ts'

export interface Field {
  rooms: string[]
  tokens: string[]
}

export async function prepareField(databaseUrl: string): Promise<Field> {
  const campus = createCampusRows()
  const building = campus.building()
  const rooms = Array.from({ length: 20 }, () => encodeGlobalId('Space', campus.space(building).id))
  await campus.insert(databaseUrl)
  const tokens: string[] = []
  for (let index = 0; index < 20; index++) {
    const { headers } = await addPerson(databaseUrl, 'CLASS_REP')
    tokens.push(headers.authorization.replace('Bearer ', ''))
  }
  return { rooms, tokens }
}
