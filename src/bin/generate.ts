/** The last part of `npm run generate`: what is made of `schema/operations` and of the page of the sandbox. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describeFailure } from '../cli/failure.ts'
import { assertOperationsHold, createManifest, printManifest, readOperations } from '../gateway/operations/manifest.ts'
import { readSchema } from '../gateway/schema/loadSchema.ts'
import { bundleSandbox } from '../sandbox/bundle.ts'

const projectFolder = join(import.meta.dirname, '../..')

try {
  const operations = readOperations()
  assertOperationsHold(readSchema(), operations)
  writeWhenChanged(join(projectFolder, 'schema/published/operations.json'), printManifest(createManifest(operations)))
  await bundleSandbox(join(projectFolder, 'src/generated/sandbox'))
} catch (error) {
  const { exitStatus, text } = describeFailure(error, process.env.LOG_LEVEL === 'debug')
  process.stderr.write(text)
  process.exitCode = exitStatus
}

/** A file that says the same keeps its time, so that nothing which watches it starts over. */
function writeWhenChanged(file: string, content: string): void {
  if (existsSync(file) && readFileSync(file, 'utf8') === content) return
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
}
