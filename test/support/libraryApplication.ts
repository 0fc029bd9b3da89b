/**
 * A second application of the engine, as small as one can be: two types with their own SDL, tables, triggers, loaders, rules
 * and sessions. What it can do, the engine can do without knowing the campus.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Source } from 'graphql'
import type { Pool, PoolClient } from 'pg'
import type { Application, OperationContext, SessionSource } from '../../src/gateway/application.ts'
import { column, sql } from '../../src/gateway/database/sql.ts'
import type { Table } from '../../src/gateway/database/table.ts'
import type { TransactionClient } from '../../src/gateway/database/writer.ts'
import { renderTriggers } from '../../src/gateway/invalidation/renderTriggers.ts'
import { bindLoaders } from '../../src/gateway/loaders/bindLoaders.ts'
import { type LoadersOf, loaderFactory } from '../../src/gateway/loaders/createLoaders.ts'
import { bindConnections, root } from '../../src/gateway/pagination/connection.ts'
import { orderBy } from '../../src/gateway/pagination/orderKey.ts'
import { decodeIdOf } from '../../src/gateway/schema/globalId.ts'
import { buildSchemaFrom } from '../../src/gateway/schema/loadSchema.ts'
import type { ResolverMap, Rules } from '../../src/gateway/schema/rules.ts'
import { TagMap, type TagNameOf } from '../../src/gateway/tags/tagMap.ts'
import type { Viewer } from '../../src/gateway/types.ts'

const sdl = `
  interface Node { id: ID! }
  type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
  type Author implements Node {
    id: ID!
    name: String!
    "For the author alone, and for librarians."
    email: String
    bookCount: Int!
    books(first: Int, after: String, last: Int, before: String): BookConnection!
  }
  type Book implements Node { id: ID! title: String! author: Author! }
  type BookEdge { cursor: String! node: Book! }
  type BookConnection { edges: [BookEdge!]! nodes: [Book!]! pageInfo: PageInfo! totalCount: Int! }
  type Query {
    author(id: ID!): Author
    books(first: Int, after: String, last: Int, before: String): BookConnection!
    "Books that may still be read today"
    openBooks: Int!
  }
  type Mutation { rename(book: ID!, title: String!): Book }
`

/** Directives are the engine's own; \`limits\` and \`caching\` define them for every application. */
const engineSdl = ['limits', 'caching'].map(
  (name) => new Source(readFileSync(join(import.meta.dirname, `../../schema/${name}.graphql`), 'utf8'), name),
)

interface Author {
  id: number
  name: string
  email: string
}
interface Book {
  id: number
  title: string
  authorId: number
}

const authors: Table<Author> = {
  name: 'authors',
  model: 'Author',
  columns: {
    id: { name: 'id', type: 'int4', nullable: false },
    name: { name: 'name', type: 'text', nullable: false },
    email: { name: 'email', type: 'text', nullable: false },
  },
}
const books: Table<Book> = {
  name: 'books',
  model: 'Book',
  columns: {
    id: { name: 'id', type: 'int4', nullable: false },
    title: { name: 'title', type: 'text', nullable: false },
    authorId: { name: 'author_id', type: 'int4', nullable: false },
  },
}

const declared = {
  typeNumbers: { Author: 1, Book: 2 },
  taggedTables: {
    authors: { type: 'Author', tags: { Author: { kind: 16, column: 'id' }, authors: { kind: 17 } } },
    books: {
      type: 'Book',
      tags: {
        Book: { kind: 18, column: 'id' },
        books: { kind: 19 },
        'Author.books': { kind: 20, column: 'author_id' },
      },
    },
  },
} as const

const libraryTags = new TagMap<TagNameOf<typeof declared>>(declared)
const { byKey, valueByKey } = bindLoaders(libraryTags)
const connectionLoader = bindConnections<TagNameOf<typeof declared>, Viewer>(libraryTags)

const booksBy = (name: string, parent?: ReturnType<typeof column>) =>
  connectionLoader<Book, object>(
    name,
    () => ({
      columns: bookColumns,
      from: sql`books t`,
      where: [],
      orderBy: [orderBy(books, 'title'), orderBy(books, 'id')],
    }),
    parent,
  )
const bookColumns = { select: () => sql`t.id, t.title, t.author_id as "authorId"` }

const loaders = {
  author: byKey(authors, 'id'),
  book: byKey(books, 'id'),
  books: booksBy('Query.books'),
  booksByAuthor: booksBy('Author.books', column(books, 'authorId')),
  bookCountByAuthor: valueByKey<{ author: number }, number>(
    { author: 'int4' },
    [['Author.books', ({ author }) => author]],
    sql`(select count(*)::int4 from books b where b.author_id = k.author)`,
  ),
  openBooks: valueByKey<{ all: number }, number>(
    { all: 'int4' },
    ['books'],
    sql`(select count(*)::int4 from books b where k.all = 1 and b.closes_at > now())`,
  ),
}

interface Context extends OperationContext {
  loaders: LoadersOf<typeof loaders>
  greeting: string
}

const resolvers: ResolverMap[] = [
  {
    Query: {
      author: (_: unknown, { id }: { id: string }, { loaders: { author } }: Context) =>
        author.load(decodeIdOf('Author', id)),
      books: (_: unknown, args: object, { loaders: { books: all } }: Context) => all.of(root, args),
      openBooks: (_: unknown, _args: object, { loaders: { openBooks } }: Context) => openBooks.load({ all: 1 }),
    },
    Author: {
      books: ({ id }: Author, args: object, { loaders: { booksByAuthor } }: Context) => booksByAuthor.of(id, args),
      bookCount: ({ id }: Author, _: object, { loaders: { bookCountByAuthor } }: Context) =>
        bookCountByAuthor.load({ author: id }),
    },
    Book: {
      author: ({ authorId }: Book, _: object, { loaders: { author } }: Context) => author.load(authorId),
    },
    Mutation: {
      async rename(_: unknown, { book, title }: { book: string; title: string }, context: Context) {
        const id = decodeIdOf('Book', book)
        await context.transact((tx) =>
          (tx as PoolClient).query('update books set title = $1 where id = $2', [`${context.greeting} ${title}`, id]),
        )
        context.refresh()
        return context.loaders.book.load(id)
      },
    },
  },
]

const rules: Rules<Author> = {
  Author: {
    email: {
      looksAt: 'person',
      owner: ({ id }) => id,
      seenBy: ['LIBRARIAN'],
      allows: (viewer, { id }) => viewer !== null && (viewer.id === id || viewer.role === 'LIBRARIAN'),
      instead: () => null,
    },
  },
}

/** The token of an author is the name; `librarian` sees all. */
const sessions: SessionSource = {
  async find(token, scope, trace) {
    const [found] = await scope.read<{ id: number }>(sql`select id from authors where name = ${token}`, trace)
    if (found === undefined) return undefined
    const role = token === 'librarian' ? 'LIBRARIAN' : 'AUTHOR'
    return { session: found.id, viewer: { id: found.id, role }, expiresAtMs: Number.POSITIVE_INFINITY }
  },
  tagsOf: ({ viewer }) => [['Author', viewer.id]],
  cacheKeyOf: (token) => token,
}

/** Without Prisma: one connection of the pool for each transaction. */
function createTransactionClient(pool: Pool): TransactionClient<unknown> {
  return {
    async $transaction(work) {
      const client = await pool.connect()
      try {
        await client.query('begin')
        const result = await work(client)
        await client.query('commit')
        return result
      } catch (error) {
        await client.query('rollback')
        throw error
      } finally {
        client.release()
      }
    },
    $disconnect: async () => {},
  }
}

export const createLibrary = (): Application => ({
  schema: buildSchemaFrom([...engineSdl, new Source(sdl, 'library')]),
  resolvers,
  scalars: {},
  rules: [rules as Rules<never>],
  createLoaders: loaderFactory(loaders),
  tags: libraryTags,
  nextChange: {
    types: ['Book'],
    select: 'select min(closes_at) from books where closes_at > now()',
  },
  sessions,
  contextValues: { greeting: 'Hello' },
  createTransactionClient,
})

/** Its tables beside those of the campus, whose triggers stay: the log of changes is the engine's. */
export const libraryTables = `
  create table authors (id int4 primary key, name text not null unique, email text not null);
  create table books (
    id int4 primary key, title text not null, author_id int4 not null references authors,
    closes_at timestamptz
  );
  ${renderTriggers(libraryTags)}
  insert into authors values (1, 'Ama', 'ama@library.example'), (2, 'Kofi', 'kofi@library.example'),
    (3, 'librarian', 'librarian@library.example');
  insert into books select n, 'Book ' || n, 1 + n % 2 from generate_series(1, 9) n;
`
