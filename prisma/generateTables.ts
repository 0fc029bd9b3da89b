/**
 * A generator that `prisma generate` runs. It writes `src/generated/tables.ts` from `schema.prisma`, so that loaders
 * know each table's columns and the type of a row without a list to maintain. Rows are what JSON makes of them: times
 * are strings.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DMMF } from '@prisma/generator-helper'
import generatorHelper from '@prisma/generator-helper'

type Model = DMMF.Model
type Field = DMMF.Field

const sqlTypes: Record<string, string> = {
  Boolean: 'bool',
  DateTime: 'timestamptz',
  Float: 'float8',
  Int: 'int4',
  Json: 'jsonb',
  String: 'text',
}
const nativeTypes: Record<string, string> = { Date: 'date', Time: 'time', Timestamptz: 'timestamptz', Uuid: 'uuid' }
const rowTypes: Record<string, string> = { Boolean: 'boolean', Float: 'number', Int: 'number', Json: 'unknown' }

generatorHelper.generatorHandler({
  onManifest: () => ({ defaultOutput: '../src/generated/tables.ts', prettyName: 'tables' }),
  onGenerate: async ({ dmmf, generator }) => {
    const file = generator.output?.value
    if (file === undefined || file === null) throw new Error('The generator "tables" needs an output.')
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, printTables(dmmf.datamodel))
  },
})

function printTables({ models, enums }: DMMF.Datamodel): string {
  const enumTypes = new Map(enums.map((type) => [type.name, type.dbName ?? type.name]))
  return `// Written by prisma/generateTables.ts from schema.prisma. Do not edit.
import type { Table } from '../gateway/database/table.ts'

${enums.map((type) => `export type ${type.name} = ${type.values.map(({ name }) => `'${name}'`).join(' | ')}`).join('\n')}

${models.map(printRow).join('\n\n')}

export interface Rows {
${models.map(({ name }) => `  ${name}: ${name}Row`).join('\n')}
}

export const tables: { [Name in keyof Rows]: Table<Rows[Name]> } = {
${models.map((model) => printTable(model, enumTypes)).join('\n')}
}
`
}

function printRow(model: Model): string {
  return `export interface ${model.name}Row {
${columnsOf(model)
  .map((field) => `  ${field.name}: ${rowType(field)}`)
  .join('\n')}
}`
}

function printTable(model: Model, enumTypes: Map<string, string>): string {
  return `  ${model.name}: {
    name: '${model.dbName ?? model.name}',
    model: '${model.name}',
    columns: {
${columnsOf(model)
  .map(
    (field) =>
      `      ${field.name}: { name: '${field.dbName ?? field.name}', type: '${sqlType(field, enumTypes)}', nullable: ${!field.isRequired} },`,
  )
  .join('\n')}
    },
  },`
}

const columnsOf = (model: Model): Field[] => model.fields.filter(({ kind }) => kind !== 'object')

function rowType(field: Field): string {
  const type = field.kind === 'enum' ? field.type : (rowTypes[field.type] ?? 'string')
  return `${type}${field.isList ? '[]' : ''}${field.isRequired ? '' : ' | null'}`
}

function sqlType(field: Field, enumTypes: Map<string, string>): string {
  const native = nativeTypes[field.nativeType?.[0] ?? '']
  const type = enumTypes.get(field.type) ?? native ?? sqlTypes[field.type]
  if (type === undefined) throw new Error(`generateTables.ts has no SQL type for ${field.type} (${field.name}).`)
  return field.isList ? `${type}[]` : type
}
