import { type GraphQLNamedType, isObjectType } from 'graphql'

/** A type that implements an interface of its own kind is a row of the model of that interface. */
export function modelOf(type: GraphQLNamedType): string {
  if (!isObjectType(type)) return type.name
  return type.getInterfaces().find((of) => of.getInterfaces().length > 0)?.name ?? type.name
}
