/** What the sandbox cannot find out by asking: words that somebody would write, and an account of the demo to sign in with. */
export function exampleInputs(demo: { username: string; password: string } | undefined) {
  const inputs: Record<string, Record<string, unknown>> = {
    ...(demo === undefined ? {} : { SignIn: { login: demo.username, password: demo.password } }),
    SignUp: { input: { username: 'ama.mensah', email: 'ama.mensah@campus.example', password: '' } },
    BookRoom: { title: 'Study group' },
    RateRoom: { score: 4 },
  }
  return <Operation extends { name: string }>(operation: Operation) => {
    const variables = inputs[operation.name]
    return variables === undefined ? operation : { ...operation, variables }
  }
}
