/** Rows as the statements answer them: times are texts, as JSON has them. */

export interface BuildingRow {
  id: number
  name: string
  latitude: number | null
  longitude: number | null
}

export interface SpaceRow {
  id: number
  buildingId: number
  name: string
  latitude: number | null
  longitude: number | null
}

export interface BookingRow {
  id: number
  startsAt: string
  bookedById: number | null
}

export interface PageArguments {
  first?: number
  after?: string | null
}

export interface BookingsArguments extends PageArguments {
  filter?: { from?: string | null; to?: string | null } | null
}
