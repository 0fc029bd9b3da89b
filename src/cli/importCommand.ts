/** `compax import`: a campus, or the timetable of a term, from the CSV files that spreadsheets write. */
import type { Command } from 'commander'
import type { CommandLine } from './commandLine.ts'
import { importCampusFolder } from './importCampusFolder.ts'
import { importTimetableFile, type TimetableFlags } from './importTimetableFile.ts'

export function addImportCommand(program: Command, line: CommandLine): void {
  const command = program.command('import').description('a campus or a timetable from CSV files')
  command
    .command('campus')
    .description('add and update buildings and rooms')
    .argument('<dir>', 'folder of buildings.csv and spaces.csv')
    .action((folder: string) => importCampusFolder(folder, line))
  command
    .command('timetable')
    .description('add the weekly classes of a term')
    .argument('<file>', 'CSV file, a line for each class and group')
    .requiredOption('--term <name>', 'the term that the classes are for')
    .option('--dry-run', 'say what would happen and change nothing')
    .option('--accept-suggestions', 'take rooms that are clearly only misspelt, by one letter of six or more')
    .option('--skip-refused', 'import the good lines although others are refused')
    .option('--replace', 'also remove the sessions of the term that the file lacks; what has begun is kept')
    .option('--report <file>', 'write every problem to this CSV file, too')
    .action((file: string, flags: TimetableFlags) => importTimetableFile(file, flags, line))
}
