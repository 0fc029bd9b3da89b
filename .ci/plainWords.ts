/**
 * Words that make readers stop: comments, documents and descriptions name the actor (client, instance, loader) instead of
 * leaving it open, and use the field's terms instead of private ones. What is quoted as code is not looked at.
 */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const words = [
  'nobody',
  'whoever',
  'somebody',
  'everybody',
  'anybody',
  'whom',
  'told',
  'is no',
  'ere',
  'ears?',
  'fences?',
  'visits?',
]
const wanted = new RegExp(`\\b(?:${words.join('|')})\\b`, 'gi')

/** In 1,000 words: as often as the best code bases of the field have them */
const allowedPerThousand = 1.1

const sources = [
  '{src,test,bench,.ci,prisma}/**/*.{ts,tsx,js}',
  '*.ts',
  '*.md',
  '{docs,src,bench}/**/*.md',
  'schema/*.graphql',
]
const exempt = /^(src\/generated|bench\/(\.data|node_modules))\/|node_modules/

/** One line for each place, `file:line: word`, when there are too many of them; none when all is well. */
export function findPrivateWords(projectFolder: string): string[] {
  const files = globSync(sources, { cwd: projectFolder }).filter((file) => !exempt.test(file))
  let total = 0
  const places = files.sort().flatMap((file) => {
    const prose = proseOf(file, readFileSync(join(projectFolder, file), 'utf8'))
    total += prose.match(/[A-Za-z']+/g)?.length ?? 0
    return [...prose.matchAll(wanted)].map(({ 0: word, index }) => `${file}:${lineOf(prose, index)}: ${word}`)
  })
  const perThousand = (1000 * places.length) / total
  return perThousand <= allowedPerThousand ? [] : [`${perThousand.toFixed(1)} in 1,000 words:`, ...places]
}

/** Comments of code and descriptions of SDL, or the whole of a document, each at its own line; code becomes blanks. */
function proseOf(file: string, text: string): string {
  if (file.endsWith('.md')) return text.replaceAll(/```[\s\S]*?```|`[^`\n]*`/g, blank)
  const prose = file.endsWith('.graphql') ? description : comment
  return text.replaceAll(prose, keep).replaceAll(/`[^`\n]*`/g, blank)
}

/** A string is matched too, so that what looks like a comment in it is none. */
const comment = /(\/\*[\s\S]*?\*\/|\/\/[^\n]*)|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|[^'"/]+|\//g
const description = /("""[\s\S]*?"""|"[^"\n]*"|#[^\n]*)|[^"#]+/g

const keep = (match: string, prose: string | undefined): string => (prose === undefined ? blank(match) : prose)
const blank = (text: string): string => text.replaceAll(/[^\n]/g, ' ')

const lineOf = (text: string, index: number): number => text.slice(0, index).split('\n').length
