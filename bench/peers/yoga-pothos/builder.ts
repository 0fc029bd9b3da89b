/** Pothos with its Prisma and Relay plugins, with the ids of Compax Gateway. */
import SchemaBuilder from '@pothos/core'
import PrismaPlugin from '@pothos/plugin-prisma'
import RelayPlugin from '@pothos/plugin-relay'
import type PrismaTypes from '../../.data/generated/pothos.ts'
import { getDatamodel } from '../../.data/generated/pothos.ts'
import { createPrisma } from '../prisma/client.ts'
import { decodeGlobalId, encodeGlobalId } from '../shared/globalId.ts'
import { readPeerSettings } from '../shared/settings.ts'

export const settings = readPeerSettings()
export const prisma = createPrisma(settings.databaseUrl)

export const builder = new SchemaBuilder<{
  PrismaTypes: PrismaTypes
  Scalars: { DateTime: { Input: Date; Output: Date } }
  DefaultFieldNullability: false
}>({
  plugins: [PrismaPlugin, RelayPlugin],
  defaultFieldNullability: false,
  prisma: { client: prisma, dmmf: getDatamodel(), onUnusedQuery: null },
  relay: {
    encodeGlobalID: (type, id) => encodeGlobalId(type, Number(id)),
    decodeGlobalID: (globalId) => {
      const { type, id } = decodeGlobalId(globalId)
      return { typename: type, id: String(id) }
    },
    nodesOnConnection: true,
  },
})

builder.scalarType('DateTime', {
  parseValue: (value) => new Date(String(value)),
  serialize: (value) => value.toISOString(),
})
