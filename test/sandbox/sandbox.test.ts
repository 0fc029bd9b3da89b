/** The sandbox as a person meets it: in a browser, over a socket. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readOperations } from '../../src/gateway/operations/manifest.ts'
import { bundleSandbox } from '../../src/sandbox/bundle.ts'
import { launchBrowser, skipWithoutBrowser } from '../support/browser.ts'
import { startGateway, type TestGateway } from '../support/harness.ts'
import { startPathProxy } from '../support/pathProxy.ts'
import { loadCampus, openSandboxPage, type SandboxPage } from '../support/sandbox/sandboxPage.ts'

let gateway: TestGateway
let browser: Browser | undefined
let page: Page
let sandbox: SandboxPage

beforeAll(async () => {
  gateway = await startGateway({ prepare: loadCampus })
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  await gateway.stop()
})

describe('the sandbox', () => {
  beforeEach(async (context) => {
    skipWithoutBrowser(context)
    if (browser === undefined) return
    sandbox = await openSandboxPage(browser)
    page = sandbox.page
  })

  afterEach(async () => {
    await page?.context().close()
  })

  test('loads from its own origin alone, with its workers, and without a complaint', async () => {
    const workers = new Set<string>()
    page.on('worker', (worker) => workers.add(new URL(worker.url()).pathname.replace(/-\w+\.js$/, '')))
    await page.goto(`${gateway.url}/sandbox`)
    await completeField()
    expect(sandbox.requested.filter((url) => !url.startsWith(`${gateway.url}/`))).toEqual([])
    expect(workers).toEqual(new Set(['/sandbox/editorWorkerService', '/sandbox/graphql', '/sandbox/json']))
    expect(sandbox.complaints).toEqual([])
  })

  test('welcomes with an operation that runs, and says what its answer cost', async () => {
    await page.goto(`${gateway.url}/sandbox`)
    await sandbox.run()
    await sandbox.shows('.result-window', '"totalCount"')
    await sandbox.shows('.result-window', '"statements"')
    await sandbox.shows('.sandbox-answer', /\d+ SQL statements?, [\d.]+ ms in the database/)
    expect(sandbox.complaints).toEqual([])
  })

  test('shows the documentation of a type', async () => {
    await page.goto(`${gateway.url}/sandbox`)
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click()
    await page.getByRole('link', { name: 'Query', exact: true }).click()
    await page.getByRole('link', { name: 'BuildingConnection', exact: true }).first().click()
    await page.getByRole('link', { name: 'Building', exact: true }).first().click()
    await sandbox.shows('.graphiql-doc-explorer', 'A building of the campus')
    await sandbox.shows('.graphiql-doc-explorer', 'spaceCounts')
  })

  test('opens a registered operation in a tab of its own, with variables of this campus', async () => {
    await page.goto(`${gateway.url}/sandbox`)
    await sandbox.openOperation('RoomRatings')
    await sandbox.shows('[role=tab][aria-selected=true]', 'RoomRatings')
    await sandbox.shows('section[aria-label="Variables"]', /"room": "\w+"/)
    await sandbox.run()
    await sandbox.shows('.result-window', '"ratings"')
    await sandbox.openOperation('RoomRatings')
    expect(await page.locator('.graphiql-tab').count()).toBe(2)
  })

  test('can run every registered query with the variables that it starts from', async () => {
    await page.goto(`${gateway.url}/sandbox`)
    for (const { name, type } of readOperations()) {
      if (type !== 'query') continue
      await sandbox.openOperation(name)
      await sandbox.shows('.sandbox-answer', 'Nothing was run in this tab yet.')
      await sandbox.run()
      await sandbox.shows('.sandbox-answer', /No errors · \d+ SQL statement/)
    }
  })

  test('keeps the headers of the signed-in person when it opens an operation', async () => {
    await page.goto(`${gateway.url}/sandbox`)
    await page.getByRole('button', { name: 'Headers' }).click()
    await page.locator('section[aria-label="Headers"] .view-lines').last().click()
    await page.keyboard.insertText('{ "authorization": "Bearer of-mine" }')
    await sandbox.openOperation('CampusMap')
    const sent = page.waitForRequest((request) => request.postDataJSON()?.operationName === 'CampusMap')
    await sandbox.run()
    expect((await sent).headers().authorization).toBe('Bearer of-mine')
  })

  test('says in words that introspection is off, and still runs operations', async () => {
    const message = 'GraphQL introspection is not allowed'
    await sandbox.answerTo('__schema', (route) => route.fulfill({ status: 400, json: { errors: [{ message }] } }))
    await page.goto(`${gateway.url}/sandbox`)
    await sandbox.shows('.sandbox-answer', `there is no documentation and no completion. ${message}`)
    await sandbox.run()
    await sandbox.shows('.result-window', '"totalCount"')
  })

  test('says in words that the endpoint answered something that is not GraphQL', async () => {
    await sandbox.answerTo('Welcome', (route) => route.fulfill({ status: 502, body: 'upstream is away' }))
    await page.goto(`${gateway.url}/sandbox`)
    await sandbox.run()
    await sandbox.shows(
      '.result-window',
      '/graphql answered 502 Bad Gateway with something that is not JSON: upstream is away',
    )
    await sandbox.shows('.sandbox-answer', '1 error')
  })

  test('says in words that the endpoint does not answer', async () => {
    await sandbox.answerTo('Welcome', (route) => route.abort('connectionrefused'))
    await page.goto(`${gateway.url}/sandbox`)
    await sandbox.run()
    await sandbox.shows('.result-window', `${gateway.url}/graphql does not answer. Is the gateway running?`)
  })

  test('works below the path of a proxy', async () => {
    const proxy = await startPathProxy('/campus', gateway.url)
    await page.goto(`${proxy.url}/sandbox/`)
    await sandbox.run()
    await sandbox.shows('.result-window', '"totalCount"')
    expect(page.url()).toBe(`${proxy.url}/sandbox`)
    expect(sandbox.complaints).toEqual([])
    await proxy.stop()
  })
})

test('what is served was bundled from these sources; if not, run `npm run generate`', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'compax-sandbox-'))
  await bundleSandbox(folder)
  // The page names its files, and each name holds the hash of what is in it and in all that it loads.
  const served = await readFile(join(import.meta.dirname, '../../src/generated/sandbox/page.html'), 'utf8')
  expect(served).toBe(await readFile(join(folder, 'page.html'), 'utf8'))
  await rm(folder, { recursive: true, force: true })
})

/** Completion needs the worker that knows the schema. */
async function completeField(): Promise<void> {
  await page.locator('.graphiql-query-editor .view-line', { hasText: 'capacity' }).click()
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await page.keyboard.type('roomN')
  await sandbox.shows('.suggest-widget', 'roomNumber')
}
