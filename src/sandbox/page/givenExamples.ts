/**
 * The variables with which each operation was opened last, kept between visits: those that a person has not touched may
 * be renewed when the operation is opened again, since hours and bookings pass.
 */
const keyOf = (operation: string): string => `compax:example:${operation}`

export const rememberExamples = (operation: string, variables: string): void =>
  localStorage.setItem(keyOf(operation), variables)

export const areUntouched = (operation: string, variables: string): boolean =>
  localStorage.getItem(keyOf(operation)) === variables
