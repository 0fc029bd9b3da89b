/**
 * Prisma's own migration engine, the one behind `prisma migrate`, in the build that needs no download: the oracle for
 * what our runner records, and for whether `schema.prisma` and the migrations say the same. Its version is that of
 * `@prisma/engines-version`, which the `prisma` package pins.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlQuery,
  type SqlResultSet,
} from '@prisma/driver-adapter-utils'
import { type HistoryDiagnostic, SchemaEngine } from '@prisma/schema-engine-wasm'
import pg from 'pg'

export interface PrismaSchemaEngine extends AsyncDisposable {
  /** As `prisma migrate deploy`: the names of what it applied */
  deploy(): Promise<string[]>
  /** As `prisma migrate status` */
  status(): Promise<{ edited: string[]; failed: string[]; history: HistoryDiagnostic | null }>
  /** As `prisma migrate diff`: the statements that would make the database what the schema says */
  diff(): Promise<string[]>
}

interface Project {
  url: string
  schema: string
  migrationsFolder: string
}

const filters = { externalTables: [], externalEnums: [] }

export async function createPrismaSchemaEngine(project: Project): Promise<PrismaSchemaEngine> {
  const pool = new pg.Pool({ connectionString: project.url })
  const files = [{ path: 'schema.prisma', content: project.schema }]
  const migrationsList = await listMigrations(project.migrationsFolder)
  const engine = await SchemaEngine.new({ datamodels: [['schema.prisma', project.schema]] }, () => {}, adapterOn(pool))
  return {
    deploy: async () => (await engine.applyMigrations({ migrationsList, filters })).appliedMigrationNames,
    async status() {
      const status = await engine.diagnoseMigrationHistory({ migrationsList, optInToShadowDatabase: false, filters })
      return { edited: status.editedMigrationNames, failed: status.failedMigrationNames, history: status.history }
    },
    async diff() {
      const from = { tag: 'schemaDatasource', files, configDir: project.migrationsFolder } as const
      const to = { tag: 'schemaDatamodel', files } as const
      const { stdout } = await engine.diff({ from, to, script: true, exitCode: null, filters })
      return statementsOf(stdout ?? '')
    },
    async [Symbol.asyncDispose]() {
      engine.free()
      await pool.end()
    },
  }
}

async function listMigrations(baseDir: string) {
  const entries = await readdir(baseDir, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  const path = 'migration.sql'
  const migrationDirectories = await Promise.all(
    names.sort().map(async (name) => {
      const value = await readFile(join(baseDir, name, path), 'utf8')
      return { path: name, migrationFile: { path, content: { tag: 'ok' as const, value } } }
    }),
  )
  const lockfile = { path: 'migration_lock.toml', content: 'provider = "postgresql"' }
  return { baseDir, lockfile, shadowDbInitScript: '', migrationDirectories }
}

const statementsOf = (script: string): string[] =>
  script
    .replaceAll(/^--.*$/gm, '')
    .split(/;\n/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')

/**
 * Prisma's adapter, with two gaps filled. First, it does not know PostgreSQL's one-byte type `"char"`, on which the
 * engine insists: the adapter gets another type, and the engine gets the right one. Second, it splits scripts at
 * semicolons, where the engine's native build sends them whole.
 */
function adapterOn(pool: pg.Pool) {
  const charColumns = new Set<string>()
  const send: (query: pg.QueryConfig) => Promise<pg.QueryResult> = pool.query.bind(pool)
  Object.assign(pool, {
    async query(query: pg.QueryConfig) {
      const result = await send(query)
      for (const field of result.fields ?? []) {
        if (field.dataTypeID !== pg.types.builtins.CHAR) continue
        charColumns.add(field.name)
        field.dataTypeID = pg.types.builtins.TEXT
      }
      return result
    },
  })
  const factory = new PrismaPg(pool)
  const { provider, adapterName } = factory
  const connect = async (): Promise<SqlDriverAdapter> => {
    const adapter = await factory.connect()
    return Object.assign(Object.create(adapter), {
      queryRaw: async (query: SqlQuery) => namingChar(await adapter.queryRaw(query), charColumns),
      executeScript: async (text: string) => void (await send({ text })),
    })
  }
  return bindMigrationAwareSqlAdapterFactory({ provider, adapterName, connect, connectToShadowDb: connect })
}

function namingChar(result: SqlResultSet, charColumns: Set<string>): SqlResultSet {
  const columnTypes = result.columnTypes.map((type, index) =>
    charColumns.has(result.columnNames[index] ?? '') ? ColumnTypeEnum.Character : type,
  )
  return { ...result, columnTypes }
}
