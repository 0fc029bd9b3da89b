/**
 * What a role needs of PostgreSQL to serve, and to migrate: an outside database is often made by another than the one that
 * runs the gateway. What is missing is one line with the grants that mend it, so that an operator can hand it on.
 */
import pg from 'pg'
import { tables } from '../generated/tables.ts'
import { UsageError } from '../operatorErrors.ts'

const all = 'select, insert, update, delete'

/** By table; those of the cache carry their schema. */
const needs: Record<string, string> = {
  _prisma_migrations: 'select',
  ...Object.fromEntries(Object.values(tables).map(({ name }) => [name, all])),
  'cache.purge': 'select, insert',
  'cache.instance': all,
  'cache.state': 'select',
  'cache.incarnation': 'select, delete',
}

/** Throws UsageError where the role of the address may not use a database that is migrated. */
export async function assertPrivileges(setting: string, url: string): Promise<void> {
  const missing = await connected(url, readMissing)
  const [first, ...more] = missing
  if (first === undefined) return
  const reason = `no ${first.privilege} on ${first.object}${more.length > 0 ? ` and ${more.length} more` : ''}`
  throw lacking(setting, url, reason, grants(missing, await connected(url, readRole)))
}

/** The UsageError for an error of migrating, if it is about what the role may do; else the error. */
export async function explainDenial(setting: string, url: string, error: unknown): Promise<unknown> {
  const inMigration = error instanceof Error && error.cause instanceof pg.DatabaseError
  const denial = inMigration ? error.cause : error
  if (!(denial instanceof pg.DatabaseError)) return error
  if (/extension .* is not available/.test(denial.message)) return noExtension(setting, url, denial.message)
  if (!denials.has(denial.code ?? '')) return error
  return lacking(setting, url, denial.message, await adviseMigrating(url, !inMigration).catch(() => anyAdvice))
}

/** The UsageError for an error of one command, which needs more than serving does, if it is about what the role may do. */
export function explainUse({ databaseUrl: url }: { databaseUrl: string | undefined }, error: unknown): unknown {
  if (url === undefined || !(error instanceof pg.DatabaseError) || error.code !== '42501') return error
  return lacking('DATABASE_URL', url, error.message, anyAdvice)
}

/** The UsageError for a role that may not even connect, if the error says that. */
export function explainNoConnect(setting: string, url: string, error: unknown): UsageError | undefined {
  if (!(error instanceof pg.DatabaseError) || error.code !== '42501') return undefined
  const { pathname, username } = new URL(url)
  const grant = `grant connect on database ${quote(decodeURIComponent(pathname.slice(1)))} to ${quote(decodeURIComponent(username))}`
  return lacking(setting, url, error.message, run([grant]))
}

/** Insufficient privilege; no schema in which the role may do anything */
const denials = new Set(['42501', '3F000'])

function lacking(setting: string, url: string, reason: string, advice: string): UsageError {
  const { host, pathname, username } = new URL(url)
  const role = decodeURIComponent(username)
  return new UsageError(
    `${setting}: the role ${role} may not do at ${host}${pathname} what the gateway needs (${reason}). ${advice}`,
  )
}

const anyAdvice = 'Let an administrator grant it.'
const run = (statements: string[]): string =>
  statements.length === 0 ? anyAdvice : `Let an administrator run there: ${statements.join('; ')}.`

const noExtension = (setting: string, url: string, reason: string): UsageError =>
  new UsageError(
    `${setting}: the PostgreSQL at ${new URL(url).host} lacks what the gateway needs (${reason}). Install its contrib package.`,
  )

async function connected<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}

interface Missing {
  kind: 'schema' | 'table' | 'sequence' | 'function' | 'database'
  privilege: string
  object: string
  /** All that is needed of it */
  needed: string
}

async function readMissing(client: pg.Client): Promise<Missing[]> {
  const { rows } = await client.query<Missing>(missingToServe, [JSON.stringify(needs)])
  return rows
}

/** By identity, not by name: what is looked up by a name must be visible, and that is a privilege too. */
const missingToServe = `
  with home as (select coalesce(current_schema(), 'public') as name),
  needed as (
    select c.oid, c.relnamespace, key as name, value as privileges
    from jsonb_each_text($1) cross join home
    join pg_namespace n on n.nspname = case when key like 'cache.%' then 'cache' else home.name end
    join pg_class c on c.relnamespace = n.oid and c.relname = replace(key, 'cache.', '')
  )
  select * from (
    select 'database' as kind, 'temporary' as privilege, quote_ident(current_database()) as object, 'temporary' as needed
    where not has_database_privilege(current_database(), 'temporary')
    union all
    select 'schema', 'usage', quote_ident(nspname), 'usage' from pg_namespace
    where oid in (select relnamespace from needed) and not has_schema_privilege(oid, 'usage')
    union all
    select 'table', privilege, name, privileges from needed, unnest(string_to_array(privileges, ', ')) privilege
    where not has_table_privilege(oid, privilege)
    union all
    select 'sequence', 'usage', d.objid::regclass::text, 'usage' from needed
    join pg_depend d on d.refobjid = needed.oid and d.deptype = 'a' and d.classid = 'pg_class'::regclass
    join pg_class s on s.oid = d.objid
    where case s.relkind when 'S' then not has_sequence_privilege(s.oid, 'usage') end
    union all
    select 'function', 'execute', p.oid::regprocedure::text, 'execute' from pg_proc p
    join pg_namespace n on n.oid = p.pronamespace and n.nspname = 'cache'
    where p.prosecdef and p.prorettype <> 'trigger'::regtype and not has_function_privilege(p.oid, 'execute')
  ) m
  order by array_position(array['database', 'schema', 'table', 'sequence', 'function'], kind), object, privilege`

/** One statement for what is alike. */
function grants(missing: Missing[], role: string): string {
  const alike = Map.groupBy(missing, ({ kind, needed }) => `${needed} on ${kind === 'table' ? '' : `${kind} `}`)
  return run(
    [...alike].map(([start, things]) => {
      const objects = [...new Set(things.map(({ object }) => object))].join(', ')
      return `grant ${start}${objects} to ${role}`
    }),
  )
}

async function readRole(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ role: string }>('select quote_ident(current_user) as role')
  return rows[0]?.role ?? ''
}

/** `isReading`: no migration had begun, so the log of them may be what could not be read. */
async function adviseMigrating(url: string, isReading: boolean): Promise<string> {
  return connected(url, async (client) => {
    const missing = await readMissing(client)
    if (isReading && missing.some(({ object }) => object === '_prisma_migrations')) {
      return grants(missing, await readRole(client))
    }
    const { rows: owners } = await client.query<{ owner: string }>(otherOwner)
    if (owners[0] !== undefined) return `Run "compax migrate" as ${owners[0].owner}, which owns the tables.`
    const { rows } = await client.query<{ statement: string }>(grantsToMigrate)
    return run(rows.map(({ statement }) => statement))
  })
}

const otherOwner = `
  select pg_get_userbyid(c.relowner) as owner from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relname in ('buildings', '_prisma_migrations') and n.nspname = coalesce(current_schema(), 'public')
    and not pg_has_role(c.relowner, 'usage')
  limit 1`

const grantsToMigrate = `
  select format('grant create on database %I to %I', current_database(), current_user) as statement
  where not has_database_privilege(current_database(), 'create')
  union all
  select format('grant usage, create on schema %I to %I', nspname, current_user) from pg_namespace
  where nspname = coalesce(current_schema(), 'public')
    and not (has_schema_privilege(oid, 'usage') and has_schema_privilege(oid, 'create'))`

/** As PostgreSQL writes a name where it needs no quotes. */
const quote = (name: string): string => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`)
