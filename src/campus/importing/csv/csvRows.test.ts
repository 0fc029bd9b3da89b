import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { RefusedError } from '../../../operatorErrors.ts'
import { readCsv } from './csvRows.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'compax-csv-'))
})

afterAll(() => rm(folder, { recursive: true }))

/** Rows as `line: values`, or `line! why not`. */
async function read(content: string | Buffer, optional: ('c' | 'd')[] = []) {
  const file = join(folder, 'file.csv')
  await writeFile(file, content)
  const told: string[] = []
  const rows: string[] = []
  const columns = { required: ['a', 'b b'] as const, optional }
  for await (const { line, values, malformed } of readCsv<string>(file, columns, (text) => told.push(text))) {
    rows.push(malformed === undefined ? `${line}: ${values.join('|')}` : `${line}! ${malformed}`)
  }
  return { rows, told: told.map((text) => text.replace(`${file}: `, '')) }
}

async function refusalOf(content: string | Buffer): Promise<string> {
  const error = await read(content).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(RefusedError)
  return String(error).replace(`RefusedError: ${folder}/`, '').replace(`Error: ${folder}/`, '')
}

test('headers are trimmed and matched without case, in any order', async () => {
  expect((await read(' B  B ,A\n1,2\n')).rows).toEqual(['2: 2|1'])
})

test('values are trimmed, quoted commas and quotes kept', async () => {
  expect((await read('a,b b\n x , "y,  ""z"""\n')).rows).toEqual(['2: x|y, "z"'])
})

test.for([
  ['\\n', '\n'],
  ['\\r\\n', '\r\n'],
  ['\\r', '\r'],
])('a file with a byte order mark and line ends %s', async ([, end = '']) => {
  const content = `\ufeffa,b b${end}1,2${end}${end}"x${end}y",3${end}4,5`
  expect((await read(content)).rows).toEqual(['2: 1|2', '4: x y|3', '6: 4|5'])
})

test('columns without a name are passed over while they are empty, as are lines without a value', async () => {
  expect((await read('a,b b,,\n1,2,,\n,,,\n  \n3,4\n5,6,,,,\n')).rows).toEqual(['2: 1|2', '5: 3|4', '6: 5|6'])
})

test('a line with too few values, or one too many, is known as such', async () => {
  expect((await read('a,b b\n1\n1,2,3\n,4\n')).rows).toEqual([
    '2! has 1 values for 2 columns',
    '3! has a value without a column: "3" (a value with a comma needs quotes)',
    '4: |4',
  ])
})

test('reports columns that the caller did not ask for, and reads optional ones', async () => {
  expect(await read('a,x,b b,Y,c\n1,2,3,4,5\n', ['c', 'd'])).toEqual({ rows: ['2: 1|3|5'], told: ['not used: x, Y.'] })
})

test('characters and line ends are whole wherever a piece of a long file ends', async () => {
  const lines = Array.from({ length: 20_000 }, (_, at) => `${'é'.repeat(at % 7)}→${at},x`)
  const { rows } = await read(`a,b b\r\n${lines.join('\r\n')}\r\n`)
  expect(rows).toEqual(lines.map((line, at) => `${at + 2}: ${line.replace(',', '|')}`))
})

const saved = 'save it as "CSV UTF-8 (comma delimited)" and try again.'
const opened = 'open it in a spreadsheet, save the sheet as "CSV UTF-8" and try again.'
const written = 'write a line of column names and a line for each row.'

const unreadable = [
  ['', 'file.csv is empty: its first line must name the columns a, b b.'],
  ['\n\n', 'file.csv is empty: its first line must name the columns a, b b.'],
  ['a,c\n1,2\n', 'file.csv lacks the column b b. Found: a, c.'],
  ['x,,\n', 'file.csv lacks the columns a, b b. Found: x.'],
  ['a;b b\n1;2\n', `file.csv separates its columns by semicolons, not commas: ${saved}`],
  ['\ufeffa\tb b\n1\t2\n', `file.csv separates its columns by tabs, not commas: ${saved}`],
  ['\n"a"\t"b, b"\n"1"\t2\n', `file.csv separates its columns by tabs, not commas: ${saved}`],
  ['a|b b\r\n1|2\r\n', `file.csv separates its columns by bars, not commas: ${saved}`],
  [
    'sep=;\na;b b\n1;2\n',
    'file.csv begins with the line "sep=;", which only spreadsheets know: remove it, and separate the columns by commas.',
  ],
  [
    '"sep=,"\r\na,b b\r\n1,2\r\n',
    'file.csv begins with the line "sep=,", which only spreadsheets know: remove it, and separate the columns by commas.',
  ],
  ['[\n  { "a": 1, "b b": 2 }\n]\n', `file.csv is JSON, not CSV: ${written}`],
  ['{"a":1,"b b":2}\n{"a":3}\n', `file.csv is JSON, not CSV: ${written}`],
  ['<!DOCTYPE html>\n<table><tr><td>a</td></tr></table>', `file.csv is HTML, not CSV: ${opened}`],
  ['  <html xmlns:x="urn:schemas-microsoft-com:office:excel">', `file.csv is HTML, not CSV: ${opened}`],
  ['<table><tr><td>a</td></tr></table>', `file.csv is HTML, not CSV: ${opened}`],
  ['<?xml version="1.0"?>\n<Workbook></Workbook>', `file.csv is XML, not CSV: ${opened}`],
  ['%PDF-1.7\n', 'file.csv is a PDF document, not CSV: ask for the table itself, as "CSV UTF-8".'],
  ['a,b b,A\n', 'file.csv has the column a twice: rename or remove one.'],
  ['a,b b\n1,2\n"3,4\n5,6\n', 'file.csv cannot be read: line 3 opens a quote that is never closed.'],
  [
    `a,b b\n1,"2\n${'3,4\n'.repeat(40_000)}`,
    'file.csv cannot be read: line 2 does not end within 100,000 characters; a quote may not be closed.',
  ],
  [
    'a,b b\n1,2\n3,4 "x"\n',
    'file.csv cannot be read: line 3 has a quote inside a value; put the whole value in quotes and write the inner quote twice.',
  ],
  [
    'a,b b\n"1"x,2\n',
    'file.csv cannot be read: line 2 has a quote inside a value; put the whole value in quotes and write the inner quote twice.',
  ],
  ['x'.repeat(2_000_000), 'file.csv is not a CSV file: line 1 never ends.'],
] as const

test.for(unreadable.map(([content, message]) => ({ content, message })))(
  'refused: $message',
  async ({ content, message }) => {
    expect(await refusalOf(content)).toBe(message)
  },
)

test('bytes that are not UTF-8 are refused with their line', async () => {
  const advice = 'save it as "CSV UTF-8" and try again.'
  expect(await refusalOf(Buffer.from('a,b b\r\n1,2\r\ncaf\xe9,2\r\n', 'latin1'))).toBe(
    `file.csv is not UTF-8 (line 3): ${advice}`,
  )
  const long = Buffer.concat([Buffer.from(`a,b b\n${'1,2\n'.repeat(50_000)}`), Buffer.from([0x33, 0xff, 0x0a])])
  expect(await refusalOf(long)).toBe(`file.csv is not UTF-8 (line 50002): ${advice}`)
})

const zip = (name: string, content = '') => {
  const head = Buffer.from('504b0304140000000000000000000000000000000000000000000000', 'hex')
  return Buffer.concat([head, Buffer.from([name.length, 0, 0, 0]), Buffer.from(name + content)])
}

test.for<[string, Buffer, string]>([
  ['an Excel workbook', zip('[Content_Types].xml'), `is an Excel workbook (.xlsx), not CSV: ${opened}`],
  ['another Excel workbook', zip('xl/workbook.xml'), `is an Excel workbook (.xlsx), not CSV: ${opened}`],
  [
    'an OpenDocument spreadsheet',
    zip('mimetype', 'application/vnd.oasis.opendocument.spreadsheet'),
    `is an OpenDocument spreadsheet (.ods), not CSV: ${opened}`,
  ],
  ['another archive', zip('timetable.csv'), 'is a ZIP archive, not CSV: unpack it and import the CSV file in it.'],
  [
    'an empty archive',
    Buffer.from('504b0506', 'hex'),
    'is a ZIP archive, not CSV: unpack it and import the CSV file in it.',
  ],
  ['gzip', Buffer.from('1f8b0800', 'hex'), 'is compressed by gzip, not CSV: unpack it and import the CSV file in it.'],
  ['an old workbook', Buffer.from('d0cf11e0a1b11ae1', 'hex'), `is an old Excel workbook (.xls), not CSV: ${opened}`],
  ['UTF-16', Buffer.from('\ufeffa,b b\n1,2\n', 'utf16le'), 'is UTF-16: save it as "CSV UTF-8" and try again.'],
  [
    'UTF-16 of the other order',
    Buffer.from('\ufeffa,b b\n', 'utf16le').swap16(),
    'is UTF-16: save it as "CSV UTF-8" and try again.',
  ],
  ['UTF-16 without a mark', Buffer.from('a,b b\n1,2\n', 'utf16le'), 'is UTF-16: save it as "CSV UTF-8" and try again.'],
  ['other bytes', Buffer.from([1, 0, 0, 0, 2, 3, 0, 0, 0, 9]), 'is no text, and so no CSV.'],
])('%s is named as what it is', async ([, content, message]) => {
  expect(await refusalOf(content)).toBe(`file.csv ${message}`)
})

test('control characters of a header never reach a terminal', async () => {
  expect(await refusalOf('\u001b[2J,b b\n1,2\n')).toBe('file.csv lacks the column a. Found: \\u{1b}[2J, b b.')
  expect((await read('a,b b,\u001b[2J\n1,2,3\n')).told).toEqual(['not used: \\u{1b}[2J.'])
})

test('a header of one column, and one with other marks in its names, are still CSV', async () => {
  expect(await refusalOf('a b\n1\n')).toBe('file.csv lacks the columns a, b b. Found: a b.')
  expect((await read('a,b b,"x;y;z;w"\n1,2,3\n')).rows).toEqual(['2: 1|2'])
})

test('what cannot be opened is refused', async () => {
  const open = async (path: string) => {
    for await (const _ of readCsv(path, { required: ['a'] }, () => {}));
  }
  await expect(open(join(folder, 'none.csv'))).rejects.toThrow('none.csv cannot be read: there is no such file.')
  await expect(open(folder)).rejects.toThrow('cannot be read: it is a directory.')
})
