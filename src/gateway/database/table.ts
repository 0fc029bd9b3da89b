/** A table as the generated list describes it; `Row` is what its rows look like once JSON has carried them. */
export interface Table<Row> {
  readonly name: string
  /** Of `schema.prisma`; the GraphQL type of its rows is called the same */
  readonly model: string
  readonly columns: { readonly [Field in keyof Row & string]: Column }
}

interface Column {
  readonly name: string
  /** The SQL type, by which parameters are cast: `int4`, `timestamptz`, `space_kind` */
  readonly type: string
  readonly nullable: boolean
}
