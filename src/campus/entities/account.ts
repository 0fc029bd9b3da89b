import { decodeIdOf } from '../../gateway/schema/globalId.ts'
import type { Resolvers } from '../../generated/graphql.ts'
import type { UserRow } from '../../generated/tables.ts'
import { deleteUser, setRole, updateProfile } from '../accounts/changeAccount.ts'
import { anyone, onlyFor, type Rules, signedIn } from '../accounts/rules.ts'
import { signIn, signOut } from '../accounts/signIn.ts'
import { signUp } from '../accounts/signUp.ts'
import type { Context } from '../context.ts'
import { emptyPayload, requireViewer, runMutation } from '../mutation.ts'

export const loaders = {}

export const rules: Rules<unknown> = {
  Mutation: {
    signUp: anyone,
    signIn: anyone,
    signOut: signedIn,
    updateProfile: signedIn,
    setUserRole: onlyFor('ADMIN'),
    deleteUser: signedIn,
  },
}

export const resolvers: Resolvers = {
  Mutation: {
    signUp: (_, { input }, context) => enter(context, () => signUp(input, context)),
    signIn: (_, { input }, context) => enter(context, () => signIn(input, context)),
    signOut: (_, _args, context) => runMutation(context, { ...leaving(context), work: () => signOut(context) }),
    updateProfile: (_, { input }, context) =>
      runMutation(context, {
        refused: { user: null },
        work: () => updateProfile(input, requireViewer(context), context),
        read: async () => ({ user: await context.loaders.user.load(requireViewer(context).id) }),
      }),
    setUserRole: (_, { input }, context) => {
      const userId = decodeIdOf('User', input.user)
      return runMutation(context, {
        refused: { user: null },
        work: () =>
          context.transact((tx) => setRole(tx, { userId, role: input.role, actorId: requireViewer(context).id })),
        read: async () => ({ user: await context.loaders.user.load(userId) }),
      })
    },
    deleteUser: (_, { input }, context) => {
      const userId = decodeIdOf('User', input.user)
      const payload = userId === requireViewer(context).id ? leaving(context) : emptyPayload
      return runMutation(context, { ...payload, work: () => deleteUser(userId, requireViewer(context), context) })
    },
  },
}

/** The rest of the request has no viewer. */
const leaving = (context: Context) => ({
  ...emptyPayload,
  read: () => {
    context.viewer = null
    return {}
  },
})

/** The viewer of the rest of the request is the person who signed up or in. */
const enter = (context: Context, work: () => Promise<{ token: string; userId: number }>) =>
  runMutation<{ token: string; userId: number }, { token: string | null; user: UserRow | null }>(context, {
    refused: { token: null, user: null },
    work,
    read: async ({ token, userId }) => {
      const user = await context.loaders.user.load(userId)
      if (user !== null) context.viewer = { id: user.id, role: user.role }
      return { token, user }
    },
  })
