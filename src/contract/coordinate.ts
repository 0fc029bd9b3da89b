/** Schema coordinates (GraphQL specification, 3.14), the field's notation for an element of a schema. */

/** From the dotted path of graphql-inspector. A directive's use counts as a change of what carries it. */
export function coordinateOf(path: string | undefined): string {
  const [type = 'schema', member, argument] = path?.replace(/\.@.*/, '').split('.') ?? []
  if (member === undefined) return type
  return argument === undefined ? `${type}.${member}` : `${type}.${member}(${argument}:)`
}

/** `Query.spaces(near:)` → `Query.spaces` → `Query` → undefined */
export const parentOf = (coordinate: string): string | undefined => /^(.+)(?:\(.*\)|\.\w+)$/.exec(coordinate)?.[1]
