/** Parameters as PostgreSQL reads them in text. */

/** Takes the values of a statement: strings, numbers, booleans, dates, lists of these. Null stays null. */
export function parameterText(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return arrayText(value)
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

const arrayText = (items: readonly unknown[]): string => `{${items.map(itemText).join(',')}}`

function itemText(item: unknown): string {
  if (typeof item === 'number') return String(item)
  const text = parameterText(item)
  if (text === null) return 'NULL'
  return Array.isArray(item) ? text : `"${text.replace(/[\\"]/g, '\\$&')}"`
}
