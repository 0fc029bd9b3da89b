/**
 * Prisma's client for the peers, from the models of the product but with generators of its own: the preview of joins,
 * and the types that the plugin of Pothos needs. Written to `bench/.data`, where nothing is kept by hand.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const benchFolder = join(import.meta.dirname, '../..')
const generators = `
generator client {
  provider            = "prisma-client"
  output              = "./prisma"
  runtime             = "nodejs"
  moduleFormat        = "esm"
  importFileExtension = "ts"
  previewFeatures     = ["relationJoins"]
}

generator pothos {
  provider          = "prisma-pothos-types"
  clientOutput      = "./prisma/client.ts"
  output            = "./pothos.ts"
  generateDatamodel = true
}
`

/** Gives the file of the schema. */
export function writePrismaSchema(): string {
  const models = readFileSync(join(benchFolder, '../prisma/schema.prisma'), 'utf8')
  const folder = join(benchFolder, '.data/generated')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'schema.prisma')
  writeFileSync(file, `${generators}\n${models.replaceAll(/^generator \w+ \{[^}]*\}/gm, '')}`)
  return file
}
