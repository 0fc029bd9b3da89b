/** Arguments and values that both variants of Apollo Server resolve alike. */

export interface PageArguments {
  first?: number
  after?: string | null
}

export interface During {
  filter?: { from?: Date | null; to?: Date | null } | null
}

export function locationOf({ latitude, longitude }: { latitude: number | null; longitude: number | null }) {
  return latitude === null || longitude === null ? null : { latitude, longitude }
}
