/**
 * The SQL by which the database logs what changed, written from the map of tags. The newest migration that changes it
 * holds exactly this text; a test compares them. Trigger functions run as their owner, so that a role that may write a
 * table need not know of the log. They have a fixed search path, so that no role can put a function of its own in their
 * way.
 */
import { createHash } from 'node:crypto'
import { idFactor, kindFactor, type Tag, tagOf } from '../tags/tag.ts'
import type { TagMap } from '../tags/tagMap.ts'

/** A statement on more rows than this writes the type's `bulk` tag instead of the rows' own. */
const maxTaggedRows = 200

/** Names of the triggers of each table, as the database must have them. */
export const triggerNames = (table: string): string[] => events.map((event) => `cache_${event}_${table}`)

const events = ['insert', 'update', 'delete', 'truncate'] as const
const transitions = {
  insert: ' referencing new table as after',
  update: ' referencing old table as before new table as after',
  delete: ' referencing old table as before',
  truncate: '',
} as const

/**
 * What the newest migration of the triggers must end with.
 * @internal
 */
export function renderTriggers(map: TagMap): string {
  return `${renderMap(map)}
-- The map that these triggers follow: who follows another keeps no answers.
update cache.state set map = '${tagMapVersion(map)}';
`
}

/** Names the map: part of every key, and what the database must follow. */
export const tagMapVersion = (map: TagMap): string =>
  createHash('sha256').update(renderMap(map)).digest('hex').slice(0, 16)

const renderMap = (map: TagMap): string =>
  [tagFunction, ...Object.keys(map.tables).map((table) => renderTable(map, table))].join('\n')

const tagFunction = `create or replace function cache.tag(kind integer, id integer) returns integer
language sql immutable parallel safe
return ((kind * ${kindFactor}::bigint + id * ${idFactor}::bigint + 2147483648) & 4294967295) - 2147483648;
`

function renderTable(map: TagMap, name: string): string {
  const { type = '' } = map.tables[name] ?? {}
  return `create or replace function cache.${name}_changed() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
  touched integer[];
begin
  case tg_op
  when 'INSERT' then
${renderTouched(map, name, ['after'])}
  when 'DELETE' then
${renderTouched(map, name, ['before'])}
  when 'UPDATE' then
${renderTouched(map, name, ['before', 'after'])}
  when 'TRUNCATE' then
    touched := array[${numberOf(map.bulkOf(type))}];
  end case;
  if touched is not null then
    perform cache.log(touched || ${numberOf(map.anyOf(type))});
  end if;
  return null;
end
$$;
${events.map((event) => renderTrigger(name, event)).join('')}`
}

/** Null when the statement met no row. An update has as many rows before as after. */
function renderTouched(map: TagMap, table: string, sources: [string, ...string[]]): string {
  const { type = '', tags = {} } = map.tables[table] ?? {}
  const own = Object.values(tags)
  const ofRows = own.flatMap(({ kind, column }) => (column === undefined ? [] : [`cache.tag(${kind}, ${column})`]))
  const ofTable = own.flatMap(({ kind, column }) => (column === undefined ? [`${tagOf(kind, 0)}`] : []))
  const rows = sources
    .map((source) => `select unnest(array[${ofRows.join(', ')}]) from ${source}`)
    .join('\n        union all ')
  return `    if (select count(*) from (select from ${sources[0]} limit ${maxTaggedRows + 1}) as few) > ${maxTaggedRows} then
      touched := array[${numberOf(map.bulkOf(type))}];
    else
      select array_agg(distinct tag)${ofTable.length > 0 ? ` || array[${ofTable.join(', ')}]` : ''} into touched from (
        ${rows}
      ) as rows (tag) where tag is not null having count(*) > 0;
    end if;`
}

const numberOf = ({ kind, id }: Tag): number => tagOf(kind, id)

function renderTrigger(table: string, event: (typeof events)[number]): string {
  const name = `cache_${event}_${table}`
  return `create or replace trigger ${name} after ${event} on ${table}${transitions[event]}
  for each statement execute function cache.${table}_changed();
alter table ${table} enable always trigger ${name};
`
}
