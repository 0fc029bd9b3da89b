/** Keyset cursors over bookings, for the peers that have none of their own. */

export interface BookingPlace {
  startsAt: string
  id: number
}

export const encodeCursor = ({ startsAt, id }: BookingPlace): string =>
  Buffer.from(JSON.stringify([startsAt, id])).toString('base64url')

export function decodeCursor(cursor: string): BookingPlace {
  const [startsAt, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString())
  return { startsAt, id }
}
