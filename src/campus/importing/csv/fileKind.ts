/**
 * Names the kind of a file that is not CSV, by its first bytes, because people export what their program offers first.
 * No such file is read as if it were CSV, because a message that names the file's kind is of more help than one about a
 * missing column.
 */

/**
 * The end of a sentence that begins with the file's name; undefined for what may be CSV. `head`: the first bytes of the
 * file, 64 kB are enough.
 */
export const describeForeign = (head: Buffer): string | undefined =>
  describeBinary(head) ?? describeText(head.toString('utf8').replace(/^\ufeff/, ''))

const inSpreadsheet = 'open it in a spreadsheet, save the sheet as "CSV UTF-8" and try again.'
const unpack = 'unpack it and import the CSV file in it.'
const askForTable = 'ask for the table itself, as "CSV UTF-8".'

function describeBinary(head: Buffer): string | undefined {
  const signature = head.toString('hex', 0, 4)
  if (signature === '504b0304' || signature === '504b0506') return describeZip(head.toString('latin1'))
  if (signature === 'd0cf11e0') return `is an old Excel workbook (.xls), not CSV: ${inSpreadsheet}`
  if (signature.startsWith('1f8b')) return `is compressed by gzip, not CSV: ${unpack}`
  if (signature.startsWith('fffe') || signature.startsWith('feff')) return utf16
  if (!head.includes(0)) return undefined
  return isHalfZeros(head) ? utf16 : 'is no text, and so no CSV.'
}

const utf16 = 'is UTF-16: save it as "CSV UTF-8" and try again.'

/** Latin letters in UTF-16 have a zero as every other byte. */
function isHalfZeros(head: Buffer): boolean {
  const start = [...head.subarray(0, 200)]
  const zeros = [0, 1].map((side) => start.filter((byte, at) => at % 2 === side && byte === 0).length)
  return Math.max(...zeros) > start.length / 4 && Math.min(...zeros) === 0
}

/** Office writes the names of a file's parts uncompressed between the compressed data. */
function describeZip(head: string): string {
  if (head.includes('opendocument.spreadsheet'))
    return `is an OpenDocument spreadsheet (.ods), not CSV: ${inSpreadsheet}`
  if (head.includes('word/')) return `is a Word document (.docx), not CSV: ${askForTable}`
  if (/\[Content_Types\]\.xml|_rels\/|xl\//.test(head)) return `is an Excel workbook (.xlsx), not CSV: ${inSpreadsheet}`
  if (/Index\/|\.iwa/.test(head)) return `is a Numbers spreadsheet, not CSV: ${inSpreadsheet}`
  return `is a ZIP archive, not CSV: ${unpack}`
}

function describeText(text: string): string | undefined {
  const start = text.trimStart()
  if (start.startsWith('%PDF')) return `is a PDF document, not CSV: ${askForTable}`
  if (/^[[{]\s*["{[\]}]/.test(start)) return 'is JSON, not CSV: write a line of column names and a line for each row.'
  if (/^<\?xml/i.test(start)) return `is XML, not CSV: ${inSpreadsheet}`
  if (/^<[a-z!]/i.test(start)) return `is HTML, not CSV: ${inSpreadsheet}`
  return describeSeparator(start.split(/\r\n?|\n/, 1)[0] ?? '')
}

const separators = new Map([
  ['\t', 'tabs'],
  [';', 'semicolons'],
  ['|', 'bars'],
])

/**
 * `line`: the first line that is not empty. Where it has commas too, the message about the columns found is more
 * useful.
 */
function describeSeparator(line: string): string | undefined {
  const [mark] = /^"?sep=.?/i.exec(line) ?? []
  if (mark !== undefined) {
    const shown = JSON.stringify(mark.replace('"', ''))
    return `begins with the line ${shown}, which only spreadsheets know: remove it, and separate the columns by commas.`
  }
  const unquoted = line.replace(/"[^"]*"/g, '')
  const found = unquoted.includes(',') ? undefined : [...separators].find(([separator]) => unquoted.includes(separator))
  if (found === undefined) return undefined
  return `separates its columns by ${found[1]}, not commas: save it as "CSV UTF-8 (comma delimited)" and try again.`
}
