/**
 * What the sandbox cannot find out by asking: words that a person would write, and an account of the demo to sign in
 * with. The page puts other digits for each `{number}` whenever it opens the operation, so that an account is a new one.
 */
export function exampleInputs(demo: { username: string; password: string } | undefined) {
  const inputs = new Map<string, Record<string, unknown>>([
    [
      'SignUp',
      { input: { username: 'ama.{number}', email: 'ama.{number}@campus.example', password: 'try-compax-{number}' } },
    ],
    ['BookRoom', { title: 'Study group' }],
    ['RateRoom', { score: 4 }],
  ])
  if (demo !== undefined) inputs.set('SignIn', { login: demo.username, password: demo.password })
  return <Operation extends { name: string }>(operation: Operation) => {
    const variables = inputs.get(operation.name)
    return variables === undefined ? operation : { ...operation, variables }
  }
}
