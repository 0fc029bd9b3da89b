/** Where things lie. */
import { join } from 'node:path'

export const benchFolder = import.meta.dirname
export const projectFolder = join(benchFolder, '..')
export const dataFolder = join(benchFolder, '.data')
export const peersFolder = join(benchFolder, 'peers')
/** The product's command line */
export const compax = join(projectFolder, 'src/bin/compax.js')
/** What a run writes down for the programs that it starts */
export const runFolder = join(dataFolder, 'run')
