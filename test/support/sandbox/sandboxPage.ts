/** The sandbox in a browser, as a person works with it. */
import type { Browser, Page, Route } from 'playwright-core'
import { loadDemo } from '../../../src/campus/seeding/loadDemo.ts'

export interface SandboxPage {
  page: Page
  /** What the browser asked for, and what it complained about */
  requested: string[]
  complaints: string[]
  run(): Promise<void>
  openOperation(name: string): Promise<void>
  /** Waits until the text is there; the editor writes its spaces as non-breaking ones. */
  shows(selector: string, text: string | RegExp): Promise<void>
  /** Answers the operations with this word in their text in the gateway's place. */
  answerTo(word: string, handle: (route: Route) => Promise<void>): Promise<void>
}

interface View {
  width: number
  height: number
  colorScheme?: 'light' | 'dark'
}

/** So large that the editors, which draw only the lines in view, draw all of them, and none folded. */
const whole: View = { width: 2560, height: 3200 }

export async function openSandboxPage(browser: Browser, { colorScheme, ...viewport } = whole): Promise<SandboxPage> {
  const page = await browser.newPage({ viewport, ...(colorScheme && { colorScheme }) })
  const requested: string[] = []
  const complaints: string[] = []
  page.on('request', (request) => requested.push(request.url()))
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  return {
    page,
    requested,
    complaints,
    run: () => page.getByRole('button', { name: /^Execute query/ }).click(),
    openOperation: (name) => page.locator('.sandbox-operations').getByRole('button', { name }).click(),
    async shows(selector, text) {
      const pattern = typeof text === 'string' ? text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : text.source
      const hasText = new RegExp(pattern.replaceAll(' ', '\\s'))
      await page.locator(selector).filter({ hasText }).first().waitFor({ timeout: 20_000 })
    },
    async answerTo(word, handle) {
      await page.route('**/graphql', (route) =>
        route.request().postData()?.includes(word) ? handle(route) : route.fallback(),
      )
    },
  }
}

export async function loadCampus(url: string): Promise<void> {
  await loadDemo(url, { timeZone: 'Africa/Accra', now: new Date() }, { update: () => {} })
}
