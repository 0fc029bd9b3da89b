/** Places on Earth, in WGS 84 degrees. */
import { badUserInput } from '../../gateway/errors/errors.ts'

export interface Location {
  latitude: number
  longitude: number
}

interface MaybeLocation {
  latitude: number | null
  longitude: number | null
}

/** The place of a row that has one. */
export function locationOf({ latitude, longitude }: MaybeLocation): Location | null {
  return latitude === null || longitude === null ? null : { latitude, longitude }
}

/** BAD_USER_INPUT unless the place is on Earth. `field` is how the argument is called. */
export function assertOnEarth({ latitude, longitude }: Location, field = 'near'): void {
  if (Math.abs(latitude) > 90) throw badUserInput(`\`${field}.latitude\` is in degrees, from -90 to 90.`)
  if (Math.abs(longitude) > 180) throw badUserInput(`\`${field}.longitude\` is in degrees, from -180 to 180.`)
}
