/** The works, in the order of the report. */
import { building } from './building.ts'
import { deepPage } from './deepPage.ts'
import { finder } from './finder.ts'
import { one } from './one.ts'
import { week } from './week.ts'
import { wide } from './wide.ts'
import type { Work } from './work.ts'

export const works: readonly Work[] = [finder, building, week, one, wide, deepPage]
