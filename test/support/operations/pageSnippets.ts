/** The `ts` blocks of a document as modules: each stands below a comment that names it, `<!-- snippet: name -->`. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const projectFolder = join(import.meta.dirname, '../../..')

export interface PageSnippets {
  folder: string
  names: string[]
  /** Bundles the module as a front end would, and imports it. */
  load(name: string): Promise<Record<string, unknown>>
  remove(): void
}

/** The folder lies in `node_modules`, so that a module finds the packages that it imports. */
export function writeSnippets(page: string): PageSnippets {
  const text = readFileSync(join(projectFolder, page), 'utf8')
  const cache = join(projectFolder, 'node_modules/.cache')
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'snippets-'))
  const names: string[] = []
  for (const [, name = '', code = ''] of text.matchAll(/^<!-- snippet: (\w+) -->\n```ts\n(.*?)^```$/gms)) {
    names.push(name)
    writeFileSync(join(folder, `${name}.ts`), code)
  }
  return {
    folder,
    names,
    async load(name) {
      const outfile = join(folder, 'bundles', `${name}.mjs`)
      await build({
        entryPoints: [join(folder, `${name}.ts`)],
        outfile,
        bundle: true,
        format: 'esm',
        platform: 'browser',
        define: { 'process.env.NODE_ENV': '"production"' },
        logLevel: 'silent',
      })
      return import(pathToFileURL(outfile).href)
    },
    remove: () => rmSync(folder, { recursive: true }),
  }
}

/** How many `ts` blocks the document has, with a name or without */
export const countBlocks = (page: string): number =>
  readFileSync(join(projectFolder, page), 'utf8').match(/^\s*```tsx?$/gm)?.length ?? 0
