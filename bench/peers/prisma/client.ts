/** Prisma over the driver adapter of its own version, with a pool as large as keeps two cores of a database busy. */
import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient } from '../../.data/generated/prisma/client.ts'

export type { Booking, Building, Prisma, Space, User } from '../../.data/generated/prisma/client.ts'
export { PrismaClient } from '../../.data/generated/prisma/client.ts'

const poolSize = 10

export const createPrisma = (connectionString: string): PrismaClient =>
  new PrismaClient({ adapter: new PrismaPg({ connectionString, max: poolSize }) })
