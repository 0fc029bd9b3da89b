/** Transactions of this application: Prisma's, on the connections that the engine opens for writes. */
import { PrismaPg } from '@prisma/adapter-pg'
import type { Pool } from 'pg'
import { Sql } from '../gateway/database/sql.ts'
import type { Transact as AnyTransact } from '../gateway/database/writer.ts'
import { Prisma, PrismaClient } from '../generated/prisma/client.ts'

export type Transaction = Prisma.TransactionClient
export type Transact = AnyTransact<Transaction>

export const createTransactionClient = (pool: Pool) => new PrismaClient({ adapter: new PrismaPg(pool) })

/** A fragment of the engine's SQL within a statement of Prisma's. */
export const asPrisma = ({ strings, parts }: Sql): Prisma.Sql =>
  Prisma.sql(strings, ...parts.map((part) => (part instanceof Sql ? asPrisma(part) : part)))
