/**
 * The machine's own Chromium for tests of pages, with its calls home turned off. Where there is none, tests are skipped
 * with the reason, unless CI=true: there a missing browser is a failure.
 */
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import type { TestContext } from 'vitest'

const names = ['chromium', 'chromium-browser', 'google-chrome']
const quietFlags = ['--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync']

const installed = process.env.PATH?.split(delimiter)
  .flatMap((folder) => names.map((name) => join(folder, name)))
  .find(isExecutable)

/** undefined where the machine has no browser; its tests then call `skipWithoutBrowser`. */
export async function launchBrowser(): Promise<Browser | undefined> {
  if (installed === undefined) return undefined
  // Without Chromium's sandbox, because it has none for root, and because it only opens our own page.
  return chromium.launch({ executablePath: installed, headless: true, args: ['--no-sandbox', ...quietFlags] })
}

export function skipWithoutBrowser({ skip }: TestContext): void {
  const reason = `no ${names.join(', ')} on PATH: apt-get install chromium`
  if (installed === undefined && process.env.CI === 'true') throw new Error(reason)
  skip(installed === undefined, reason)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
