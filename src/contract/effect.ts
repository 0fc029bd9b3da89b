/** What a change does to clients, in a sentence a front-end developer can act on. */
import { type Change, ChangeType } from '@graphql-inspector/core'
import type { Severity } from './report.ts'

/** undefined where it is enough to say that it changed. */
export function effectOf({ type, message, criticality }: Change, severity: Severity): string | undefined {
  if (severity === 'safe') return undefined
  const given = criticality.reason === message ? undefined : criticality.reason
  return effects[`${type} ${severity}`] ?? effects[type] ?? given
}

const effects: Record<string, string> = {
  [ChangeType.TypeRemoved]: 'Operations that name it are refused.',
  [ChangeType.TypeKindChanged]: 'Operations that select or send it are refused.',
  [ChangeType.FieldRemoved]: 'Operations that select it are refused.',
  [ChangeType.FieldTypeChanged]: 'Clients that select it may get what they cannot read, or are refused.',
  [ChangeType.FieldArgumentRemoved]: 'Operations that give it are refused.',
  [ChangeType.FieldArgumentTypeChanged]: 'Operations that give it, or leave out what is required now, are refused.',
  [ChangeType.FieldArgumentDefaultChanged]: 'Operations that leave it out are answered otherwise.',
  [`${ChangeType.FieldArgumentDefaultChanged} breaking`]:
    'It is required now: operations that leave it out are refused.',
  [ChangeType.FieldArgumentAdded]: 'Operations that select the field may be answered otherwise.',
  [`${ChangeType.FieldArgumentAdded} breaking`]:
    'It is required: operations that select the field as it was are refused.',
  [ChangeType.InputFieldRemoved]: 'Values that hold it are refused.',
  [ChangeType.InputFieldTypeChanged]: 'Values that hold it, or leave out what is required now, are refused.',
  [ChangeType.InputFieldDefaultValueChanged]: 'Values that leave it out are understood otherwise.',
  [`${ChangeType.InputFieldDefaultValueChanged} breaking`]: 'It is required now: values that leave it out are refused.',
  [ChangeType.InputFieldAdded]: 'Values that leave it out may be understood otherwise.',
  [`${ChangeType.InputFieldAdded} breaking`]: 'It is required: values that leave it out are refused.',
  [ChangeType.EnumValueRemoved]: 'Operations that send it are refused.',
  [ChangeType.EnumValueAdded]: 'Clients may meet a value they do not know.',
  [ChangeType.UnionMemberRemoved]: 'Operations with a fragment on it are refused.',
  [ChangeType.UnionMemberAdded]: 'Clients may meet a type they do not know.',
  [ChangeType.ObjectTypeInterfaceRemoved]: 'Operations that expect it behind the interface are refused.',
  [ChangeType.ObjectTypeInterfaceAdded]: 'Clients may meet a type they do not know.',
  [ChangeType.DirectiveRemoved]: 'Operations that carry it are refused.',
  [ChangeType.DirectiveLocationRemoved]: 'Operations that carry it there are refused.',
  [ChangeType.DirectiveArgumentRemoved]: 'Operations that give it are refused.',
  [ChangeType.DirectiveArgumentTypeChanged]: 'Operations that give it, or leave out what is required now, are refused.',
  [ChangeType.DirectiveArgumentDefaultValueChanged]: 'Operations that leave it out are answered otherwise.',
  [`${ChangeType.DirectiveArgumentDefaultValueChanged} breaking`]:
    'It is required now: operations that leave it out are refused.',
  [ChangeType.DirectiveArgumentAdded]: 'It is required: operations that carry the directive as it was are refused.',
  [ChangeType.DirectiveRepeatableRemoved]: 'Operations that carry it twice in one place are refused.',
}
