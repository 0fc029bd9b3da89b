import { type GraphQLNamedType, isObjectType } from 'graphql'

/** If a type implements an interface of its own kind, its rows belong to the model of that interface. */
export function modelOf(type: GraphQLNamedType): string {
  if (!isObjectType(type)) return type.name
  return type.getInterfaces().find((of) => of.getInterfaces().length > 0)?.name ?? type.name
}
