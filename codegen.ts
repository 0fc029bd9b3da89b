/**
 * Types for the resolvers, by convention. The GraphQL type X is a row of the Prisma model X. A type that implements an
 * interface which is a model is a row of that model. XConnection and XEdge are a connection of those rows. This
 * needs no list.
 */
import { readdirSync, readFileSync } from 'node:fs'
import type { CodegenConfig } from '@graphql-codegen/cli'
import { buildSchema, type GraphQLSchema, isInterfaceType, isObjectType, isUnionType } from 'graphql'

const models = new Set(
  [...readFileSync('prisma/schema.prisma', 'utf8').matchAll(/^model (\w+)/gm)].map(([, name = '']) => name),
)

function readSchema(): GraphQLSchema {
  const files = readdirSync('schema').filter((file) => file.endsWith('.graphql'))
  return buildSchema(files.map((file) => readFileSync(`schema/${file}`, 'utf8')).join('\n'))
}

const row = (name: string): string => `import('./tables.ts').${name}Row`
const connection = 'import("../gateway/pagination/connection.ts")'

function mappersOf(schema: GraphQLSchema): Record<string, string> {
  const rows = new Map<string, string>()
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue
    const model = [type, ...type.getInterfaces()].find(({ name }) => models.has(name))
    if (model !== undefined) rows.set(type.name, row(model.name))
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isUnionType(type)) continue
    rows.set(
      type.name,
      type
        .getTypes()
        .map(({ name }) => rows.get(name))
        .filter((name, i, all) => all.indexOf(name) === i)
        .join(' | '),
    )
  }
  const mappers: Record<string, string> = { PageInfo: `${connection}.PageInfo` }
  for (const [name, type] of rows) {
    mappers[name] = type
    if (schema.getType(`${name}Connection`) === undefined) continue
    mappers[`${name}Connection`] = `${connection}.Connection<${type}>`
    mappers[`${name}Edge`] = `${connection}.Edge<${type}>`
  }
  return mappers
}

const config: CodegenConfig = {
  schema: 'schema/*.graphql',
  silent: true,
  generates: {
    'src/generated/graphql.ts': {
      plugins: ['typescript', 'typescript-resolvers'],
      config: {
        contextType: '../campus/context.ts#Context',
        mappers: mappersOf(readSchema()),
        scalars: { ID: 'string', DateTime: 'string', Date: 'string', LocalTime: 'string' },
        enumsAsTypes: true,
        useTypeImports: true,
        emitLegacyCommonJSImports: false,
        makeResolverTypeCallable: true,
        skipTypename: true,
        // The value that a loader will bring is not a promise, but it can be awaited like one. `info` is absent,
        // because compiled execution would have to make one for each field of each row.
        resolverTypeWrapperSignature: 'PromiseLike<T> | T',
        customResolverFn: `(
          parent: TParent, args: TArgs, context: TContext
        ) => PromiseLike<TResult> | TResult`,
      },
    },
  },
}

export default config
