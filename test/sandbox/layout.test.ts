/** Where things are on screens of any width, where typing goes, and how it all looks alike. */
import type { Browser, Locator } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { launchBrowser, skipWithoutBrowser } from '../support/browser.ts'
import { startGateway, type TestGateway } from '../support/harness.ts'
import { openSandboxPage, type SandboxPage } from '../support/sandbox/sandboxPage.ts'

let gateway: TestGateway
let browser: Browser | undefined
let sandbox: SandboxPage | undefined

beforeAll(async () => {
  gateway = await startGateway()
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  await gateway.stop()
})

beforeEach(skipWithoutBrowser)

afterEach(async () => {
  await sandbox?.page.context().close()
})

async function open(width: number, height: number): Promise<SandboxPage> {
  if (browser === undefined) throw new Error('Skipped without a browser.')
  sandbox = await openSandboxPage(browser, { width, height })
  await sandbox.page.goto(`${gateway.url}/sandbox`)
  await sandbox.page.locator('.graphiql-query-editor .view-line').first().waitFor()
  return sandbox
}

const panes = ['.graphiql-sidebar', '.graphiql-query-editor', '.graphiql-editor-tool', '.result-window']

/** The panes whose middle another element covers, or which are too small to work in, or partly out of sight. */
async function unusable({ page }: SandboxPage, selectors: readonly string[]): Promise<string[]> {
  const view = page.viewportSize() ?? { width: 0, height: 0 }
  const found: string[] = []
  for (const selector of selectors) {
    const pane = page.locator(selector)
    await pane.scrollIntoViewIfNeeded()
    const { x, y, width, height } = (await pane.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
    const smallest = selector === '.graphiql-sidebar' ? 40 : 180
    if (width < smallest || height < 60) found.push(`${selector} is ${width} × ${height}`)
    if (x < 0 || y < 0 || x + width > view.width + 1) found.push(`${selector} leaves the window`)
    if (!(await isOnTop(pane))) found.push(`${selector} is covered`)
  }
  return found
}

/** In its middle and near its left and right edge. */
const isOnTop = (pane: Locator): Promise<boolean> =>
  pane.evaluate((element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect()
    const { ownerDocument } = element
    const y = (top + Math.min(bottom, ownerDocument.defaultView.innerHeight)) / 2
    return [left + 4, (left + right) / 2, right - 4].every((x) =>
      element.contains(ownerDocument.elementFromPoint(x, y)),
    )
  })

describe('on a screen that is', () => {
  const widths = [320, 360, 520, 680, 699, 700, 860, 999, 1000, 1280]

  test.each([640, 900])('%d high and of any width, no pane covers another', async (height) => {
    const opened = await open(1280, height)
    const found: unknown[] = []
    for (const width of widths) {
      await opened.page.setViewportSize({ width, height })
      const isBeside = width >= 700
      const toggle = opened.page.getByRole('button', { name: /^(Show|Hide) Registered operations$/ })
      const isShown = (await toggle.getAttribute('aria-label'))?.startsWith('Hide')
      if (isShown !== isBeside) await toggle.click()
      found.push(
        ...(await unusable(opened, isBeside ? [...panes, '.graphiql-plugin'] : panes)).map((fault) => [
          width,
          height,
          fault,
        ]),
      )
    }
    expect(found).toEqual([])
  })

  test.each([360, 680])('%d wide, a panel lies over the rest until an operation is opened from it', async (width) => {
    const opened = await open(width, 800)
    const { page, openOperation, shows } = opened
    await page.getByRole('button', { name: 'Show Registered operations' }).click()
    const panel = await page.locator('.graphiql-plugin').boundingBox()
    expect((panel?.x ?? 0) + (panel?.width ?? 0)).toBe(width)
    await openOperation('CampusMap')
    await shows('[role=tab][aria-selected=true]', 'CampusMap')
    expect(await unusable(opened, panes)).toEqual([])
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click()
    await shows('.graphiql-plugin', 'All Schema Types')
  })
})

describe('typing goes to the editor', () => {
  test('after a tab was added', async () => {
    const { page, shows } = await open(1280, 800)
    await page.getByRole('button', { name: 'New tab' }).click()
    await page.keyboard.type('{ terms')
    await page.keyboard.press('Space')
    await shows('.graphiql-query-editor', '{ terms')
    expect(await page.locator('.graphiql-tab').count()).toBe(2)
  })

  test('after a tab was closed', async () => {
    const { page, shows } = await open(1280, 800)
    await page.getByRole('button', { name: 'New tab' }).click()
    await page.getByRole('button', { name: 'Close Tab' }).last().click()
    await page.keyboard.press('Control+Home')
    await page.keyboard.type('# typed')
    await shows('.graphiql-query-editor', '# typed')
  })

  test('after an operation was opened, so that it can be run at once', async () => {
    const { page, openOperation, shows } = await open(1280, 800)
    await openOperation('CampusMap')
    await shows('[role=tab][aria-selected=true]', 'CampusMap')
    await page.keyboard.press('Control+Enter')
    await shows('.result-window', '"buildings"')
  })
})

describe('a dialog', () => {
  test.each(['Open short keys dialog', 'Open settings dialog'])(
    '%s: has the font of the page, and fits',
    async (name) => {
      for (const width of [360, 1280]) {
        const { page } = await open(width, 640)
        await page.getByRole('button', { name }).click()
        const dialog = page.getByRole('dialog')
        const fontOf = (locator: Locator) =>
          locator.evaluate((element) => element.ownerDocument.defaultView.getComputedStyle(element).fontFamily)
        const font = await fontOf(page.locator('.graphiql-container'))
        expect(await fontOf(dialog)).toBe(font)
        for (const inner of await dialog.locator('button:visible, p:visible, td:visible').all()) {
          expect([font, await fontOf(page.locator('.sandbox-endpoint'))]).toContain(await fontOf(inner))
        }
        const { scrollWidth, clientWidth } = await dialog.evaluate((element) => element)
        expect(scrollWidth).toBe(clientWidth)
        await page.context().close()
      }
    },
  )

  test('a tip has it too', async () => {
    const { page } = await open(1280, 640)
    await page.getByRole('button', { name: 'New tab' }).hover()
    const tip = page.locator('.graphiql-tooltip').first()
    await tip.waitFor()
    expect(
      await tip.evaluate((element) => element.ownerDocument.defaultView.getComputedStyle(element).fontFamily),
    ).toMatch(/^system-ui/)
  })
})

test('the documentation lists types and fields by name, and values and arguments as they were written', async () => {
  const { page } = await open(1280, 3000)
  await page.getByRole('button', { name: 'Show Documentation Explorer' }).click()
  const section = (title: string) =>
    page
      .locator('.graphiql-doc-explorer section, .graphiql-doc-explorer div')
      .filter({
        has: page.locator('.graphiql-doc-explorer-section-title', { hasText: title }),
      })
      .last()
  const types = await section('All Schema Types').locator('a.graphiql-doc-explorer-type-name').allTextContents()
  expect(types.length).toBeGreaterThan(50)
  expect(types).toEqual(types.toSorted())
  await page.getByRole('link', { name: 'Weekday', exact: true }).click()
  const days = await page.locator('.graphiql-doc-explorer-enum-value').allTextContents()
  expect(days.slice(0, 3)).toEqual(['MONDAY', 'TUESDAY', 'WEDNESDAY'])
  await page.getByRole('link', { name: 'Docs' }).click()
  for (const type of ['Building', 'SpaceFilter']) {
    await page.getByRole('link', { name: type, exact: true }).first().click()
    const fields = await page.locator('a.graphiql-doc-explorer-field-name').allTextContents()
    expect(fields.length).toBeGreaterThan(4)
    expect(fields).toEqual(fields.toSorted())
    await page.getByRole('link', { name: 'Docs' }).click()
  }
})
