/**
 * Header values whose meaning is remembered: clients send a handful of different ones, and others are read each time.
 */
const maxRemembered = 100

export function remembering<Meaning>(read: (header: string) => Meaning): (header: string) => Meaning {
  const remembered = new Map<string, { meaning: Meaning }>()
  return (header) => {
    const known = remembered.get(header)
    if (known !== undefined) return known.meaning
    const meaning = read(header)
    if (remembered.size < maxRemembered) remembered.set(header, { meaning })
    return meaning
  }
}
