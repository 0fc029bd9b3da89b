/** `compax import campus DIR`. */

import { readCampus } from '../campus/importing/campus/campusFiles.ts'
import { importCampus } from '../campus/importing/campus/importCampus.ts'
import { counted, countedNotices, countLines, formatRefusedLines } from '../campus/importing/refusal.ts'
import { createSteps } from '../campus/importing/steps.ts'
import { removeUntouchedDemo } from '../campus/seeding/demoMark.ts'
import { RefusedError } from '../operatorErrors.ts'
import { withDatabase } from '../postgres/withDatabase.ts'
import type { CommandLine } from './commandLine.ts'
import { createProgress } from './progress.ts'

export async function importCampusFolder(folder: string, line: CommandLine): Promise<void> {
  const settings = line.settings()
  const report = (text: string) => void line.stderr.write(`${text}\n`)
  const campus = await readCampus(folder, report)
  const steps = createSteps(createProgress(line.stderr))
  const imported = withDatabase(settings, report, (url) =>
    importCampus({ url, campus, removeDemo: removeUntouchedDemo, step: steps.step }),
  )
  const { refused, demoRemoved, added, changed, unchanged } = await imported.finally(steps.stop)
  const notices = countedNotices(campus.buildings.notices, campus.spaces.notices)
  line.stdout.write(formatRefusedLines(campus.buildings.notices, 'buildings.csv'))
  line.stdout.write(formatRefusedLines(campus.spaces.notices, 'spaces.csv'))
  line.stdout.write(formatRefusedLines(refused.buildings, 'buildings.csv'))
  line.stdout.write(formatRefusedLines(refused.spaces, 'spaces.csv'))
  const refusedCount = countLines(refused.buildings) + countLines(refused.spaces)
  if (refusedCount > 0) {
    line.stdout.write(`${counted(refusedCount, 'line')} refused${notices}: nothing was changed.\n`)
    throw new RefusedError(`The campus was not imported: mend ${counted(refusedCount, 'line')} and try again.`)
  }
  if (demoRemoved) line.stdout.write('The demo campus was removed: nobody had added to it.\n')
  const [buildings, spaces] = [campus.buildings.entries.length, campus.spaces.entries.length]
  line.stdout.write(
    `${counted(buildings, 'building')}, ${counted(spaces, 'space')}: ` +
      `${added} added, ${changed} changed, ${unchanged} unchanged${notices}.\n`,
  )
}
