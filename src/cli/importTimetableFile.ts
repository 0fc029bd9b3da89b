/** `compax import timetable FILE --term NAME`. */
import { realpath, writeFile } from 'node:fs/promises'
import { setFlagsFromString } from 'node:v8'
import { formatRefusedLines, formatReport, type Refusal } from '../campus/importing/refusal.ts'
import { createSteps } from '../campus/importing/steps.ts'
import { importTimetable } from '../campus/importing/timetable/importTimetable.ts'
import { readTimetable } from '../campus/importing/timetable/timetableFile.ts'
import { describeTaken, describeTimetable } from '../campus/importing/timetable/timetableSummary.ts'
import { RefusedError, UsageError } from '../operatorErrors.ts'
import { withDatabase } from '../postgres/withDatabase.ts'
import type { CommandLine } from './commandLine.ts'
import { createProgress } from './progress.ts'

export interface TimetableFlags {
  term: string
  dryRun?: true
  acceptSuggestions?: true
  skipRefused?: true
  replace?: true
  report?: string
}

export async function importTimetableFile(file: string, flags: TimetableFlags, line: CommandLine): Promise<void> {
  // Left to itself V8 rather grows than collects: 310 MB instead of 175 for a file of 100,000 lines, no faster.
  setFlagsFromString('--optimize-for-size')
  await assertOtherFile(flags.report, file)
  const steps = createSteps(createProgress(line.stderr))
  const { outcome, lineCount } = await importFile(file, flags, line, steps.step).finally(steps.stop)
  line.stderr.write(describeTaken(outcome.taken))
  // What has to be mended comes last, next to the summary.
  line.stdout.write(formatRefusedLines(outcome.notices))
  line.stdout.write(formatRefusedLines(outcome.refusals))
  line.stdout.write(`${describeTimetable(outcome, lineCount)}\n`)
  if (outcome.sound) return
  throw new RefusedError(
    flags.skipRefused === true
      ? 'The timetable was not imported: no line of it is right, and --replace would leave nothing of the term.'
      : 'The timetable was not imported: mend the refused lines, or leave them out with --skip-refused.',
  )
}

async function importFile(file: string, flags: TimetableFlags, line: CommandLine, step: (text: string) => void) {
  const settings = line.settings()
  const report = (text: string) => void line.stderr.write(`${text}\n`)
  const onLine = (number: number) => number % 500 === 0 && step(`Reading line ${number.toLocaleString('en')}`)
  const rows = await readTimetable(file, report, onLine)
  const outcome = await withDatabase(settings, report, (url) =>
    importTimetable({
      url,
      rows,
      termName: flags.term,
      acceptSuggestions: flags.acceptSuggestions === true,
      skipRefused: flags.skipRefused === true,
      replace: flags.replace === true,
      dryRun: flags.dryRun === true,
      onProblems: (problems) => writeReport(flags.report, problems),
      step,
    }),
  )
  return { outcome, lineCount: rows.length }
}

async function assertOtherFile(report: string | undefined, file: string): Promise<void> {
  if (report === undefined) return
  const [reportPath, filePath] = await Promise.all([report, file].map((path) => realpath(path).catch(() => undefined)))
  if (reportPath === undefined || reportPath !== filePath) return
  throw new UsageError(`--report ${report} is the timetable itself: name another file.`)
}

async function writeReport(path: string | undefined, problems: Refusal[]): Promise<void> {
  if (path === undefined) return
  try {
    await writeFile(path, formatReport(problems))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new UsageError(`--report ${path} cannot be written, so nothing was changed: ${reason}.`)
  }
}
