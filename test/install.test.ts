/** `npm ci` on a machine with an older Node warns of packages that ask for a newer one: here it is shown that this is fine. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { expect, test } from 'vitest'

const project = join(import.meta.dirname, '..')

test('the Node that the project brings is one that every package of the lock file asks for', () => {
  const folder = mkdtempSync(join(tmpdir(), 'compax-install-'))
  try {
    for (const file of ['package.json', 'package-lock.json', '.npmrc'])
      copyFileSync(join(project, file), join(folder, file))
    // With --engine-strict what else is a warning ends the command. It downloads and writes nothing.
    const args = ['ci', '--dry-run', '--ignore-scripts', '--engine-strict', '--offline']
    const env = { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}` }
    const { status, stdout, stderr } = spawnSync('npm', args, { cwd: folder, env, encoding: 'utf8' })
    expect([status, stderr], stdout).toEqual([0, ''])
    expect(stdout).toMatch(/added \d{3} packages/)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('no setting silences the warnings of npm, and the lock file names no registry', () => {
  expect(readFileSync(join(project, '.npmrc'), 'utf8')).not.toMatch(/^(loglevel|silent|engine-strict|force)\b/m)
  expect(readFileSync(join(project, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved": "https?:/)
})
