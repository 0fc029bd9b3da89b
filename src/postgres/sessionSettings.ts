/**
 * What a session is started with. The settings go with the connection's first message, so no statement is ever run without
 * them, and are added to those that the address brings along: `pg` would take the address's in place of ours.
 */

/** The address, with settings such as `{ timezone: 'UTC' }`. */
export function withSettings(url: string, settings: { readonly [name: string]: string | number }): string {
  const ours = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`)
  const address = new URL(url)
  const theirs = address.searchParams.get('options') ?? ''
  // The last of two that name the same counts.
  address.searchParams.set('options', [theirs, ...ours].join(' ').trim())
  // Blanks as %20: not every reader of addresses takes a plus for one.
  address.search = address.search.replaceAll('+', '%20')
  return address.href
}
