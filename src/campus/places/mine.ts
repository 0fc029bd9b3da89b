import type { BookingFilter } from '../../generated/graphql.ts'

/** Whether a list of bookings is one of the viewer's own, and so another one for everybody. */
export const asksForMine = ({ filter }: { filter?: BookingFilter | null }): boolean => filter?.mine === true
