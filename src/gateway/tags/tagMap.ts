/**
 * What an application declares of its tables' tags, and what follows from that: the number of each tag, the type whose
 * changes write it, and its text. Triggers, recorders and purges all read this one map.
 */
import { everything, generalKinds, operationTag, type Tag } from './tag.ts'

/** A tag that changes of a table write. The column holds its id; a tag without a column stands for the whole list. */
interface DeclaredTag {
  kind: number
  column?: string
}

export interface TaggedTable {
  type: string
  tags: { readonly [name: string]: DeclaredTag }
}

/** Numbers are in the triggers of the database and in stored answers: they must never change or be given to another. */
export interface TagDeclarations {
  /** Numbers of types: the ids of the tags `any:Type` and `bulk:Type` */
  typeNumbers: { readonly [type: string]: number }
  taggedTables: { readonly [table: string]: TaggedTable }
}

type NamesOfTables<Tables> = {
  [Table in keyof Tables]: Tables[Table] extends { tags: infer Tags } ? keyof Tags : never
}

/** The names of all declared tags: `Building`, `buildings`, `Building.spaces` … */
export type TagNameOf<Declared extends TagDeclarations> = NamesOfTables<
  Declared['taggedTables']
>[keyof Declared['taggedTables']] &
  string

export interface TagKind extends DeclaredTag {
  name: string
  type: string
}

/** @template Name the names of its tags, which the compiler checks where an application declares a loader */
export class TagMap<Name extends string = string> {
  readonly tables: TagDeclarations['taggedTables']
  readonly typeNumbers: TagDeclarations['typeNumbers']
  readonly kinds: readonly TagKind[]
  readonly #kindByName: ReadonlyMap<string, TagKind>
  readonly #kindByNumber: ReadonlyMap<number, TagKind>
  readonly #typeByNumber: ReadonlyMap<number, string>

  constructor({ typeNumbers, taggedTables }: TagDeclarations) {
    this.tables = taggedTables
    this.typeNumbers = typeNumbers
    this.kinds = Object.values(taggedTables).flatMap(({ type, tags }) =>
      Object.entries(tags).map(([name, kind]) => ({ name, type, ...kind })),
    )
    this.#kindByName = new Map(this.kinds.map((kind) => [kind.name, kind]))
    this.#kindByNumber = new Map(this.kinds.map((kind) => [kind.kind, kind]))
    this.#typeByNumber = new Map(Object.entries(typeNumbers).map(([name, number]) => [number, name]))
  }

  has(name: string): name is Name {
    return this.#kindByName.has(name)
  }

  kindOf(name: Name): number {
    const kind = this.#kindByName.get(name)
    if (kind === undefined) throw new Error(`There is no tag ${name}.`)
    return kind.kind
  }

  /** The numbers of all tags that changes of a row of the type write. */
  kindsOfType(type: string): number[] {
    return this.kinds.filter((kind) => kind.type === type).map(({ kind }) => kind)
  }

  /** The names of the table's row tag and list tag, where they are declared. */
  tagsOfTable(table: string): { row: Name | undefined; list: Name | undefined } {
    const own = this.tables[table]?.tags ?? {}
    const names = Object.keys(own) as Name[] // `Name` is made of these keys
    return {
      row: names.find((name) => own[name]?.column === 'id'),
      list: names.find((name) => own[name]?.column === undefined),
    }
  }

  /** The number of the row tag of a type, which is named as the type; undefined for a type whose rows have none. */
  rowKind(model: string): number | undefined {
    const kind = this.#kindByName.get(model)
    return kind?.column === 'id' ? kind.kind : undefined
  }

  /** The type whose rows' changes write tags of this kind; undefined for the general kinds. */
  typeOf(kind: number): string | undefined {
    return this.#kindByNumber.get(kind)?.type
  }

  anyOf(type: string): Tag {
    return { kind: generalKinds.any, id: this.#numberOf(type) }
  }

  bulkOf(type: string): Tag {
    return { kind: generalKinds.bulk, id: this.#numberOf(type) }
  }

  /**
   * As people and CDNs read it: `Space:42`, `Space.bookings:42`, `buildings`, `any:Space`, `operation:1f00ab3c` or `*`.
   */
  describe({ kind, id }: Tag): string {
    if (kind === generalKinds['*']) return '*'
    if (kind === generalKinds.operation) return `operation:${(id * 2).toString(16).padStart(8, '0')}`
    if (kind === generalKinds.any) return `any:${this.#typeByNumber.get(id)}`
    if (kind === generalKinds.bulk) return `bulk:${this.#typeByNumber.get(id)}`
    const known = this.#kindByNumber.get(kind)
    if (known === undefined) throw new Error(`There is no tag of the kind ${kind}.`)
    return known.column === undefined ? known.name : `${known.name}:${id}`
  }

  /** The inverse of `describe`; undefined for a text that is not a tag. */
  parse(text: string): Tag | undefined {
    if (text === '*') return everything
    const [, name = '', rest] = /^([A-Za-z.]+)(?::(\w+))?$/.exec(text) ?? []
    const kind = this.#kindByName.get(name)
    if (kind?.column === undefined)
      return rest === undefined ? kind && { kind: kind.kind, id: 0 } : this.#parseGeneral(name, rest)
    const id = /^[1-9]\d{0,9}$/.test(rest ?? '') ? Number(rest) : Number.NaN
    return id < 2 ** 31 ? { kind: kind.kind, id } : undefined
  }

  #parseGeneral(name: string, rest: string): Tag | undefined {
    if (name === 'operation') return /^[0-9a-f]{8,64}$/i.test(rest) ? operationTag(rest) : undefined
    if (!Object.hasOwn(this.typeNumbers, rest)) return undefined
    if (name === 'any') return this.anyOf(rest)
    return name === 'bulk' ? this.bulkOf(rest) : undefined
  }

  #numberOf(type: string): number {
    const number = this.typeNumbers[type]
    if (number === undefined) throw new Error(`The type ${type} has no number in the tag map.`)
    return number
  }
}
