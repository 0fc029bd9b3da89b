/**
 * Makes the sandbox out of packages that are installed already, so it needs no network: the page and its parts as
 * modules, and each background worker of the editor as a file of our own origin. Every name but the page's holds the
 * hash of its content.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'
import { type BuildOptions, build, type Metafile, type OutputFile } from 'esbuild'

/** Empties `folder`, then writes `assets/` and, last of all, `page.html`. Rejects with what the bundler says. */
export async function bundleSandbox(folder: string): Promise<void> {
  const assets = join(folder, 'assets')
  await rm(folder, { recursive: true, force: true })
  await mkdir(assets, { recursive: true })
  const workers = await bundleWorkers(assets)
  const page = await bundlePage(assets, workers)
  await writeFile(join(folder, 'page.html'), fillIn(await readFile(inPage('page.html'), 'utf8'), page))
}

/** By the label under which the editor asks for them. */
const workerSources = {
  editorWorkerService: 'monaco-editor/esm/vs/editor/editor.worker.js',
  json: 'monaco-editor/esm/vs/language/json/json.worker.js',
  graphql: 'monaco-graphql/esm/graphql.worker.js',
}

type FileNames = Record<string, string>

const inPage = (file: string): string => join(import.meta.dirname, 'page', file)

async function bundleWorkers(outdir: string): Promise<FileNames> {
  const { metafile, outputFiles } = await bundle({ outdir, entryPoints: workerSources, format: 'iife' })
  await write(outputFiles)
  const labels = Object.entries(workerSources)
  return Object.fromEntries(labels.map(([label, source]) => [label, basename(outputOf(source, metafile)[0])]))
}

async function bundlePage(outdir: string, workers: FileNames): Promise<FileNames> {
  const { metafile, outputFiles } = await bundle({
    outdir,
    entryPoints: { main: inPage('main.tsx'), icon: inPage('icon.svg') },
    format: 'esm',
    splitting: true,
    define: { WORKER_FILES: JSON.stringify(workers) },
  })
  const [script, { cssBundle = '' }] = outputOf('main.tsx', metafile)
  const styles = basename(cssBundle)
  // Parts that are loaded later bring copies of styles which the entry's hold already; nothing refers to them.
  await write(outputFiles.filter(({ path }) => !path.endsWith('.css') || basename(path) === styles))
  return { script: basename(script), styles, icon: basename(outputOf('icon.svg', metafile)[0]) }
}

const bundle = (options: BuildOptions) =>
  build({
    ...options,
    absWorkingDir: import.meta.dirname,
    entryNames: '[name]-[hash]',
    bundle: true,
    minify: true,
    target: 'es2022',
    jsx: 'automatic',
    loader: { '.ttf': 'file', '.svg': 'copy' },
    logLevel: 'silent',
    metafile: true,
    write: false,
  })

function outputOf(source: string, { outputs }: Metafile): [string, Metafile['outputs'][string]] {
  const found = Object.entries(outputs).find(([, { entryPoint = '' }]) => basename(entryPoint) === basename(source))
  if (found === undefined) throw new Error(`The bundler made nothing of ${source}.`)
  return found
}

async function write(files: readonly OutputFile[]): Promise<void> {
  await Promise.all(files.flatMap(({ path, contents }) => [writeFile(path, contents), writeCompressed(path, contents)]))
}

/** Quality 5 takes half a second for these seven megabytes; 11, the default, eighteen seconds for a tenth less. */
const brotliOptions = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }

/** Once here, not at each request: the gateway has better things to do. */
async function writeCompressed(path: string, contents: Uint8Array): Promise<void> {
  await writeFile(`${path}.br`, await promisify(brotliCompress)(contents, brotliOptions))
}

/** `{{name}}` in the page becomes the file of that name. */
const fillIn = (template: string, files: FileNames): string =>
  template.replace(/\{\{(\w+)\}\}/g, (_all, name: string) => {
    const file = files[name]
    if (file === undefined) throw new Error(`page.html asks for a file {{${name}}} that the bundle lacks.`)
    return file
  })
