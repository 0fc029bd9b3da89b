import { defineConfig } from 'prisma/config'
import { writePrismaSchema } from './peers/prisma/schema.ts'

// `prisma generate` insists on a schema engine it never runs and would download one. Any executable satisfies it.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath

export default defineConfig({ schema: writePrismaSchema() })
