/** What the sandbox says to a person who is not signed in, or no longer, and where it leads from there. */
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { launchBrowser, skipWithoutBrowser } from '../support/browser.ts'
import { startGateway, type TestGateway } from '../support/harness.ts'
import { openSandboxPage, type SandboxPage } from '../support/sandbox/sandboxPage.ts'

const account = { username: 'ama', password: 'a-long-enough-word' }

let gateway: TestGateway
let browser: Browser | undefined
let sandbox: SandboxPage

beforeAll(async () => {
  gateway = await startGateway()
  await gateway.data('mutation ($input: SignUpInput!) { signUp(input: $input) { userErrors { code } } }', {
    input: { ...account, email: 'ama@campus.example' },
  })
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  await gateway.stop()
})

beforeEach(async (context) => {
  skipWithoutBrowser(context)
  if (browser === undefined) return
  sandbox = await openSandboxPage(browser, { width: 1280, height: 900 })
  await sandbox.page.route('**/sandbox/operations.json', async (route) => {
    const operations: { name: string }[] = await (await route.fetch()).json()
    const variables = { login: account.username, password: account.password }
    await route.fulfill({ json: operations.map((one) => (one.name === 'SignIn' ? { ...one, variables } : one)) })
  })
  await sandbox.page.goto(`${gateway.url}/sandbox`)
})

afterEach(async () => {
  await sandbox?.page.context().close()
})

/** The answers to operations with this word in their text, with headers as a gateway gives them with its answer. */
const answerWith = (word: string, headers: Record<string, string>) =>
  sandbox.answerTo(word, async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, headers: { ...response.headers(), ...headers } })
  })

async function runOperation(name: string): Promise<void> {
  await sandbox.openOperation(name)
  await sandbox.shows('[role=tab][aria-selected=true]', name)
  await sandbox.run()
  await sandbox.shows('.sandbox-answer', 'SQL statement')
}

const openSignIn = () =>
  sandbox.page.locator('.sandbox-answer, .sandbox-session').getByRole('button', { name: 'Open SignIn' })

describe('an answer that needs a person', () => {
  test('says that one signs in first, and opens SignIn', async () => {
    await runOperation('SignOut')
    await sandbox.shows('.sandbox-answer', 'Sign in first. Open SignIn')
    await openSignIn().click()
    await sandbox.shows('[role=tab][aria-selected=true]', 'SignIn')
    await sandbox.shows('section[aria-label="Variables"]', '"login": "ama"')
  })

  test('and where the answer is that no person is signed in', async () => {
    await runOperation('MyBookings')
    await sandbox.shows('.sandbox-answer', 'You are not signed in. Open SignIn')
    await openSignIn().click()
    await sandbox.run()
    await sandbox.shows('.result-window', '"token"')
    await runOperation('MyBookings')
    await sandbox.shows('.result-window', '"username": "ama"')
    expect(await openSignIn().count()).toBe(0)
  })

  test('and where the role may not', async () => {
    await runOperation('SignIn')
    await sandbox.page.getByRole('button', { name: 'New tab' }).click()
    await sandbox.page.keyboard.insertText('{ auditTrail(first: 1) { totalCount } }')
    await sandbox.run()
    await sandbox.shows('.sandbox-answer', 'This account may not. Open SignIn')
  })

  test('without SignIn among the operations, it says what to run', async () => {
    await sandbox.page.route('**/sandbox/operations.json', (route) => route.fulfill({ json: [] }))
    await sandbox.page.reload()
    await sandbox.page.getByRole('button', { name: 'New tab' }).click()
    await sandbox.page.keyboard.insertText('mutation { signOut { userErrors { code } } }')
    await sandbox.run()
    await sandbox.shows('.sandbox-answer', 'Sign in first. Run the mutation signIn')
  })
})

describe('a session that has ended', () => {
  const ended = 'Your session has ended. Open SignIn'
  const expired = { 'compax-session': 'expired' }

  test('is said with the answer, and stays said while answers do not depend on the viewer', async () => {
    await answerWith('MyBookings', expired)
    await runOperation('MyBookings')
    await sandbox.shows('[role=alert]', ended)
    await runOperation('CampusMap')
    await sandbox.shows('[role=alert]', ended)
  })

  test('opens SignIn, and is over once that has signed in, though the ended cookie was sent with it', async () => {
    await answerWith('MyBookings', expired)
    await answerWith('SignIn', expired)
    await runOperation('MyBookings')
    await sandbox.shows('[role=alert]', ended)
    await openSignIn().first().click()
    await sandbox.run()
    await sandbox.shows('.result-window', '"token"')
    await sandbox.page.locator('.sandbox-session').waitFor({ state: 'detached' })
  })

  test('of a token in the headers is over with that token', async () => {
    await sandbox.page.getByRole('button', { name: 'Headers' }).click()
    await sandbox.page.locator('section[aria-label="Headers"] .view-lines').last().click()
    await sandbox.page.keyboard.insertText('{ "authorization": "Bearer of-old" }')
    await answerWith('MyBookings', expired)
    await runOperation('MyBookings')
    await sandbox.shows('[role=alert]', `${ended}, and take the old token out of the headers.`)
    await openSignIn().first().click()
    await sandbox.shows('[role=tab][aria-selected=true]', 'SignIn')
    const sent = sandbox.page.waitForRequest((request) => request.postDataJSON()?.operationName === 'SignIn')
    await sandbox.run()
    expect((await sent).headers()).not.toHaveProperty('authorization')
  })

  test('is over when an answer about the viewer comes without a word of it', async () => {
    let isExpired = true
    await sandbox.answerTo('MyBookings', async (route) => {
      const response = await route.fetch()
      await route.fulfill({ response, headers: { ...response.headers(), ...(isExpired && expired) } })
    })
    await runOperation('MyBookings')
    await sandbox.shows('[role=alert]', ended)
    isExpired = false
    await sandbox.run()
    await sandbox.page.locator('.sandbox-session').waitFor({ state: 'detached' })
  })
})
