/**
 * What stands on one campus: its buildings with the spaces in each, in metres from its middle. Every campus has the
 * same, so the id of anything follows from the number of its campus.
 */
import type { BuildingKind } from '../../generated/tables.ts'

export interface BuildingPlan {
  name: string
  /** How its rooms call it: `Afram 104` */
  shortName: string
  kind: BuildingKind
  floors: number | null
  classrooms: number
  laboratories: number
  offices: number
  metresNorth: number
  metresEast: number
}

type Line = [name: string, shortName: string, kind: BuildingKind, floors: number | null, spaces: Spaces, place: Place]
type Spaces = [classrooms: number, laboratories: number, offices: number]
type Place = [metresNorth: number, metresEast: number]

const lines: Line[] = [
  ['Adinkra Auditorium', 'Adinkra', 'AUDITORIUM', 2, [4, 0, 1], [0, 0]],
  ['Afram Lecture Block', 'Afram', 'BLOCK', 2, [18, 0, 0], [120, -90]],
  ['Akosombo Engineering Building', 'Akosombo', 'STOREY', 5, [18, 4, 2], [190, 60]],
  ['Baobab Hall', 'Baobab', 'AUDITORIUM', 1, [3, 0, 0], [-60, 110]],
  ['Bosomtwe Science Building', 'Bosomtwe', 'STOREY', 4, [16, 5, 2], [260, -180]],
  ['Cedi Business School', 'Cedi', 'STOREY', 4, [16, 0, 2], [-170, -130]],
  ['Damba Block', 'Damba', 'BLOCK', 2, [14, 0, 0], [70, 210]],
  ['Faculty of Law', 'Law', 'STOREY', 3, [12, 0, 3], [-240, 20]],
  ['Faculty of Pharmacy', 'Pharmacy', 'STOREY', 3, [10, 4, 1], [340, 150]],
  ['Gyedi Annex', 'Gyedi', 'BLOCK', 1, [8, 0, 0], [-110, 260]],
  ['Harmattan Block', 'Harmattan', 'BLOCK', 2, [16, 0, 0], [150, -310]],
  ['Kente Hall of Arts', 'Kente', 'STOREY', 3, [14, 1, 1], [-310, -210]],
  ['Library Annex', 'Library', 'BLOCK', null, [6, 0, 2], [-30, -200]],
  ['Mahogany Agricultural Laboratories', 'Mahogany', 'BLOCK', null, [0, 6, 1], [430, -40]],
  ['Odum Block', 'Odum', 'BLOCK', 3, [18, 0, 0], [-200, 330]],
  ['Palm Court Teaching Block', 'Palm Court', 'BLOCK', 3, [20, 0, 0], [280, 320]],
  ['School of Medical Sciences', 'Medical', 'STOREY', 6, [16, 4, 2], [480, 240]],
  ['Unity Administration Block', 'Unity', 'STOREY', 4, [0, 0, 6], [-90, -20]],
]

export const buildingPlans: readonly BuildingPlan[] = lines.map(
  ([name, shortName, kind, floors, [classrooms, laboratories, offices], [metresNorth, metresEast]]) => {
    return { name, shortName, kind, floors, classrooms, laboratories, offices, metresNorth, metresEast }
  },
)

/** One for each laboratory of a campus, in the order of the buildings. */
export const laboratorySubjects: readonly string[] = [
  ...['Electronics', 'Fluid Mechanics', 'Materials Testing', 'Computing'],
  ...['Physical Chemistry', 'Optics', 'Microbiology', 'Biochemistry', 'Instrument'],
  ...['Pharmaceutics', 'Pharmacology', 'Analytical', 'Natural Products'],
  ...['Photography'],
  ...['Soil Science', 'Seed', 'Plant Pathology', 'Animal Nutrition', 'Food Processing', 'Horticulture'],
  ...['Anatomy', 'Physiology', 'Histology', 'Clinical Skills'],
]

export const equipmentList = {
  usual: ['whiteboard', 'projector', 'power sockets', 'air conditioning'],
  large: ['microphone', 'recording', 'step-free access'],
  laboratory: ['computers', 'fume cupboard', 'workbenches'],
} as const

const stems = [
  ...['Aboa', 'Aden', 'Afra', 'Agon', 'Akro', 'Amas', 'Anya', 'Asem', 'Atwi', 'Ayen'],
  ...['Baku', 'Bere', 'Boam', 'Bupe', 'Dawu', 'Dode', 'Duay', 'Efie', 'Ejis', 'Eson'],
  ...['Fosu', 'Gyam', 'Hemi', 'Jaso', 'Kade', 'Koto', 'Kuma', 'Kwab', 'Mami', 'Mans'],
  ...['Nkaw', 'Nsut', 'Ofoa', 'Oten', 'Pram', 'Sefw', 'Suhy', 'Tafo', 'Wenc', 'Yeji'],
]
const endings = [
  ...['krom', 'ase', 'anso', 'odua', 'aman', 'okrom', 'iso', 'ofori', 'akwa', 'enya', 'umi', 'ando', 'ebi'],
  ...['ulu', 'ani', 'ozi', 'efo', 'uri', 'ate', 'iri', 'ona', 'awu', 'eme', 'osu', 'adze'],
]

/** The place where a campus lies, different for each of the first thousand; the main campus, 0, goes without one. */
export function placeName(campusNumber: number): string {
  const stem = stems[campusNumber % stems.length]
  const ending = endings[Math.floor(campusNumber / stems.length)]
  if (stem === undefined || ending === undefined) throw new RangeError(`There is no place for campus ${campusNumber}.`)
  return stem + ending
}
