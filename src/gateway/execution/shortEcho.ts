/** Shortens the client's text in messages of graphql-js: each message repeats a name or a value, however long it is. */

const maxEchoed = 100
/** No message of ours is as long. */
const maxMessage = 400

const quoted = '"(?:[^"\\\\]|\\\\.)*"'
/** Text without quotes, to its end: a list, an object, a number, a name. */
const bare = `(?<=(?:has|got) invalid value |value: |, found )(?:${quoted}|(?! at "|; )[^])+`
const echoes = new RegExp(`${bare}|${quoted}`, 'g')

/** All repeated parts together have at most 100 characters, as far as the message's own words show these parts. */
export function shortEcho(message: string): string {
  if (message.length <= maxEchoed) return message
  const isLong = (echo: string) => echo.length > maxOf(1) / 3
  const long = [...message.matchAll(echoes)].filter(([echo]) => isLong(echo)).length
  const most = maxOf(Math.max(1, long))
  const short = message.replace(echoes, (echo) => (echo.length > most && isLong(echo) ? cut(echo, most) : echo))
  return short.length <= maxMessage ? short : cut(short, maxMessage)
}

const maxOf = (echoes: number): number => Math.floor(maxEchoed / echoes)

/** Closes a quote that was opened, and never cuts a character in two. */
function cut(text: string, most: number): string {
  const end = text.startsWith('"') && text.endsWith('"') ? '…"' : '…'
  return `${text
    .slice(0, most)
    .toWellFormed()
    .replace(/\uFFFD$/, '')}${end}`
}
