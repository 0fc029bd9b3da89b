/** The buildings and spaces of one campus. */
import type { BuildingRow, SpaceKind, SpaceRow } from '../../generated/tables.ts'
import type { Blueprint } from './blueprint.ts'
import { type BuildingPlan, buildingPlans, equipmentList, laboratorySubjects, placeName } from './layout.ts'
import { createRandom, type Random } from './random.ts'

export interface Campus {
  /** 0 is the main campus */
  number: number
  buildings: BuildingRow[]
  spaces: SpaceRow[]
}

/** One after the other, so that memory holds one campus at a time. */
export function* createCampuses({ seed, scale }: Blueprint): Generator<Campus> {
  for (let number = 0; number < scale; number++) yield createCampus(seed, number)
}

export function* createBuildings(blueprint: Blueprint): Generator<BuildingRow> {
  for (const { buildings } of createCampuses(blueprint)) yield* buildings
}

export function* createSpaces(blueprint: Blueprint): Generator<SpaceRow> {
  for (const { spaces } of createCampuses(blueprint)) yield* spaces
}

function createCampus(seed: number, number: number): Campus {
  const random = createRandom(seed, number, 'campus')
  const prefix = number === 0 ? '' : `${placeName(number)} `
  const subjects = laboratorySubjects.values()
  const buildings = buildingPlans.map((plan, index) => {
    return createBuilding({ plan, id: number * buildingPlans.length + index + 1, prefix, number }, random)
  })
  const spaces = buildings.flatMap((building, index) => {
    const plan = buildingPlans[index]
    return plan === undefined ? [] : furnish({ plan, building, name: prefix + plan.shortName, subjects }, random)
  })
  return {
    number,
    buildings,
    spaces: spaces.map((space, index) => ({ ...space, id: number * spaces.length + index + 1 })),
  }
}

interface BuildingSite {
  plan: BuildingPlan
  id: number
  prefix: string
  number: number
}

function createBuilding({ plan, id, prefix, number }: BuildingSite, random: Random): BuildingRow {
  const place = campusPlace(number)
  return {
    id,
    name: prefix + plan.name,
    kind: plan.kind,
    floors: plan.floors,
    latitude: degrees(place.latitude, plan.metresNorth + random.whole(-15, 15)),
    longitude: degrees(place.longitude, plan.metresEast + random.whole(-15, 15)),
  }
}

/** Campuses lie on a grid two kilometres wide. */
function campusPlace(number: number): { latitude: number; longitude: number } {
  const columns = 32
  return { latitude: 6.67 + 0.018 * Math.floor(number / columns), longitude: -1.56 + 0.018 * (number % columns) }
}

/** Near the equator a degree is as long either way. Six decimals are a tenth of a metre. */
const degrees = (from: number, metres: number): number => Number((from + metres / 111_195).toFixed(6))

interface SpaceSite {
  plan: BuildingPlan
  building: BuildingRow
  /** What the names of its spaces begin with */
  name: string
  subjects: Iterator<string>
}

function furnish(site: SpaceSite, random: Random): SpaceRow[] {
  const { classrooms, laboratories, offices } = site.plan
  const kinds: SpaceKind[] = [
    ...Array<SpaceKind>(classrooms).fill('CLASSROOM'),
    ...Array<SpaceKind>(laboratories).fill('LABORATORY'),
    ...Array<SpaceKind>(offices).fill('OFFICE'),
  ]
  return kinds.map((kind, index) => createSpace(site, { kind, index, count: kinds.length }, random))
}

interface SpaceSlot {
  kind: SpaceKind
  index: number
  count: number
}

function createSpace(site: SpaceSite, { kind, index, count }: SpaceSlot, random: Random): SpaceRow {
  const { building, plan } = site
  const perFloor = Math.ceil(count / (building.floors ?? 1))
  const floor = Math.floor(index / perFloor) + 1
  const roomNumber = `${floor}${String((index % perFloor) + 1).padStart(2, '0')}`
  const isTheatre = kind === 'CLASSROOM' && (plan.kind === 'AUDITORIUM' || (index === 0 && plan.classrooms >= 12))
  const hasPlace = kind !== 'OFFICE' || random.chance(0.7)
  return {
    id: 0,
    buildingId: building.id,
    name: spaceName(site, { kind, isTheatre, index, roomNumber }),
    kind,
    floor: building.floors === null ? null : floor,
    roomNumber,
    capacity: random.chance(0.06) ? null : capacity(kind, isTheatre, random),
    equipment: equipment(kind, isTheatre, random),
    latitude: hasPlace && building.latitude !== null ? degrees(building.latitude, random.whole(-20, 20)) : null,
    longitude: hasPlace && building.longitude !== null ? degrees(building.longitude, random.whole(-20, 20)) : null,
  }
}

interface SpaceNaming {
  kind: SpaceKind
  isTheatre: boolean
  index: number
  roomNumber: string
}

function spaceName({ name, subjects }: SpaceSite, { kind, isTheatre, index, roomNumber }: SpaceNaming): string {
  if (kind === 'OFFICE') return `${name} Office ${roomNumber}`
  if (kind === 'LABORATORY') return `${name} ${subjects.next().value} Laboratory`
  return isTheatre ? `${name} LT ${index + 1}` : `${name} ${roomNumber}`
}

function capacity(kind: SpaceKind, isTheatre: boolean, random: Random): number {
  if (kind === 'OFFICE') return random.whole(1, 6)
  if (kind === 'LABORATORY') return random.whole(3, 8) * 5
  return isTheatre ? random.whole(12, 50) * 10 : random.whole(4, 24) * 5
}

function equipment(kind: SpaceKind, isTheatre: boolean, random: Random): string[] {
  if (kind === 'OFFICE') return random.chance(0.3) ? ['air conditioning'] : []
  const owned = equipmentList.usual.filter(() => random.chance(0.6))
  const special = isTheatre ? equipmentList.large : kind === 'LABORATORY' ? equipmentList.laboratory : []
  return [...owned, ...special.filter(() => random.chance(0.5))].sort()
}
