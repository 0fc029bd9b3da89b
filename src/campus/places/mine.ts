import type { BookingFilter } from '../../generated/graphql.ts'

/** Whether a list of bookings holds the viewer's own bookings, and so differs for each viewer. */
export const asksForMine = ({ filter }: { filter?: BookingFilter | null }): boolean => filter?.mine === true
