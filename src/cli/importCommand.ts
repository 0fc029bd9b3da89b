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
    .addHelpText('after', campusHelp)
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
    .addHelpText('after', timetableHelp)
    .action((file: string, flags: TimetableFlags) => importTimetableFile(file, flags, line))
}

const campusHelp = `
Both files are CSV in UTF-8 with commas; the first line names the columns, in any order.

buildings.csv
  name                 as people call it
  kind                 AUDITORIUM, STOREY or BLOCK
  floors               how many; 0 or empty when unknown
  latitude, longitude  WGS 84 degrees, such as 6.67; both or neither

spaces.csv
  kind                 CLASSROOM, LABORATORY or OFFICE
  name, building       of the room, and of the building that it is in
  floor, room_number   may be empty; 0 is the ground floor
  latitude, longitude  as of buildings
  capacity             seats; the column may be left out
  equipment            things separated by ; , or |, such as "Projector, Piano"; the column may be left out

Lines that are refused are printed as line,column,value,reason,suggestion, and then nothing is changed.
A line that repeats another is a notice, which refuses nothing.`

const timetableHelp = `
The file is CSV in UTF-8 with commas; the first line names the columns, in any order.

  Department, Year      a group that attends, one for each line; years are 1 to 6
  Day                   in English, such as Monday, Mon or Mo
  Course Code, Course Name
  Location              a room, such as Room A; North Block / Room A where several buildings have one
  Start Time, End Time  such as 15:00 or 3:00 PM

Lines that are refused are printed as line,column,value,reason,suggestion. Notices are printed in the same form
and refuse nothing: a line that repeats another, a class of more than six hours.`
