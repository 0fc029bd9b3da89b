/** Every registered operation, opened as the demo's student with the variables that it starts from: it does what it says. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { demoPassword } from '../../src/campus/seeding/demoAccounts.ts'
import { readOperations } from '../../src/gateway/operations/manifest.ts'
import { exampleInputs } from '../../src/sandbox/exampleInputs.ts'
import { launchBrowser, skipWithoutBrowser } from '../support/browser.ts'
import { startGateway, type TestGateway } from '../support/harness.ts'
import { loadCampus, openSandboxPage, type SandboxPage } from '../support/sandbox/sandboxPage.ts'

let gateway: TestGateway
let browser: Browser | undefined

beforeAll(async () => {
  gateway = await startGateway({ prepare: loadCampus })
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  await gateway.stop()
})

beforeEach(skipWithoutBrowser)

/** As a server with the demo gives them. */
function operationsFor(username: string) {
  return readOperations()
    .map(exampleInputs({ username, password: demoPassword }))
    .map(({ name, text, ...rest }) => ({ name, text, ...('variables' in rest && { variables: rest.variables }) }))
}

async function open(username = 'student'): Promise<SandboxPage> {
  if (browser === undefined) throw new Error('Skipped without a browser.')
  const sandbox = await openSandboxPage(browser, { width: 1280, height: 900 })
  await sandbox.page.route('**/sandbox/operations.json', (route) => route.fulfill({ json: operationsFor(username) }))
  await sandbox.page.goto(`${gateway.url}/sandbox`)
  return sandbox
}

/** Opens it, runs it, and gives what came back. */
async function runOperation({ page, openOperation, run, shows }: SandboxPage, name: string) {
  await openOperation(name)
  await shows('[role=tab][aria-selected=true]', name)
  await shows('.sandbox-answer', 'Nothing was run in this tab yet.')
  const answered = page.waitForResponse((response) => response.request().postDataJSON()?.operationName === name)
  await run()
  const { errors, data } = await (await answered).json()
  const refusals = Object.values<{ userErrors?: unknown[] } | null>(data ?? {}).flatMap(
    (payload) => payload?.userErrors ?? [],
  )
  return { data, faults: [...(errors ?? []), ...refusals] }
}

const closeAll = (page: Page) => page.context().close()

describe('as the student of the demo', () => {
  // What ends the session, or begins another, comes last.
  const last = ['SignUp', 'SignOut']
  const names = readOperations().map(({ name }) => name)
  const ordered = ['SignIn', ...names.filter((name) => name !== 'SignIn' && !last.includes(name)), ...last]

  const changing = readOperations().flatMap(({ name, type }) => (type === 'mutation' ? [name] : []))

  test.each([
    ['every registered operation is answered with the variables that it starts from', ordered],
    ['and what changes something again, though all was done before', ordered.filter((name) => changing.includes(name))],
  ])(
    '%s',
    async (_what, chosen) => {
      const sandbox = await open()
      for (const name of chosen)
        expect({ name, ...(await runOperation(sandbox, name)) }).toMatchObject({ name, faults: [] })
      await closeAll(sandbox.page)
    },
    120_000,
  )
})

describe('CancelBooking opens with a booking that is still to come', () => {
  test.each(['student', 'classrep', 'officer', 'admin'])('of %s, or which that role may cancel', async (username) => {
    const sandbox = await open(username)
    await runOperation(sandbox, 'SignIn')
    const { data, faults } = await runOperation(sandbox, 'CancelBooking')
    expect(faults).toEqual([])
    const { id } = data.cancelBooking.booking
    const { node } = await gateway.data('query ($id: ID!) { node(id: $id) { ... on Booking { startsAt status } } }', {
      id,
    })
    expect(node).toMatchObject({ status: 'CANCELLED' })
    expect(Date.parse(JSON.parse(JSON.stringify(node)).startsAt)).toBeGreaterThan(Date.now())
    await closeAll(sandbox.page)
  })

  test('also for a person who is signed in by the token in the headers', async () => {
    const { signIn } = await gateway.data(
      'mutation ($password: String!) { signIn(input: { login: "student", password: $password }) { token } }',
      { password: demoPassword },
    )
    const sandbox = await open()
    const { page } = sandbox
    await page.getByRole('button', { name: 'Headers' }).click()
    await page.locator('section[aria-label="Headers"] .view-lines').last().click()
    const { token } = JSON.parse(JSON.stringify(signIn))
    await page.keyboard.insertText(`{ "authorization": "Bearer ${token}" }`)
    expect((await runOperation(sandbox, 'CancelBooking')).faults).toEqual([])
    await closeAll(page)
  })
})

test('an operation that is opened again has another example, unless a person has written one', async () => {
  const sandbox = await open()
  const { page, openOperation, shows } = sandbox
  const variables = page.locator('section[aria-label="Variables"] .view-lines').first()
  const password = async () => /try-compax-\d+/.exec((await variables.textContent()) ?? '')?.[0]
  await openOperation('SignUp')
  await shows('section[aria-label="Variables"]', 'try-compax-')
  const first = await password()
  await openOperation('SignUp')
  await expect.poll(password).not.toBe(first)
  await variables.click()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText('{ "input": { "username": "of-mine" } }')
  await openOperation('CampusMap')
  await openOperation('SignUp')
  await shows('section[aria-label="Variables"]', 'of-mine')
  expect(await page.locator('.graphiql-tab').count()).toBe(3)
  await closeAll(page)
})
