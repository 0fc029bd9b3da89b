/** All commands of `compax`. A usage error is thrown, so that the code that runs the program ends the process. */
import { Command, Help } from 'commander'
import packageJson from '../../package.json' with { type: 'json' }
import { addCacheCommand } from './cacheCommand.ts'
import type { CommandLine } from './commandLine.ts'
import { addImportCommand } from './importCommand.ts'
import { addMigrateCommand } from './migrateCommand.ts'
import { addSchemaCommand } from './schemaCommand.ts'
import { addSeedCommand } from './seedCommand.ts'
import { addTermCommand } from './termCommand.ts'
import { addUserCommand } from './userCommand.ts'

/**
 * `serve` starts the gateway. It is an argument, because a command must not import the code that starts the process.
 */
export function createProgram(line: CommandLine, serve: () => Promise<unknown>): Command {
  const program = new Command('compax')
    .description(packageJson.description)
    .version(packageJson.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => line.stdout.write(text),
      writeErr: (text) => line.stderr.write(text),
    })
    .configureHelp({ subcommandTerm: asTyped, formatHelp: formatWithAllCommands })
  program
    .command('serve')
    .description('serve the gateway')
    .action(async () => void (await serve()))
  addMigrateCommand(program, line)
  addSeedCommand(program, line)
  addImportCommand(program, line)
  addTermCommand(program, line)
  addUserCommand(program, line)
  addSchemaCommand(program, line)
  addCacheCommand(program, line)
  return program
}

/** `schema check` and `schema publish`, each on a line of its own, rather than `schema`. */
const formatWithAllCommands = (command: Command, help: Help): string =>
  new Help().formatHelp(command, Object.assign(help, { visibleCommands: commandsThatRun }))

const commandsThatRun = (command: Command): Command[] =>
  command.commands.flatMap((child) => (child.commands.length === 0 ? [child] : commandsThatRun(child)))

function asTyped(command: Command): string {
  const names = [command.name()]
  for (let parent = command.parent; parent?.parent; parent = parent.parent) names.unshift(parent.name())
  return [...names, ...command.registeredArguments.map((argument) => `<${argument.name()}>`)].join(' ')
}
