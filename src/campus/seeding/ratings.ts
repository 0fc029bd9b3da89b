/** What people on a campus think of its buildings and spaces. A person rates each of them at most once. */
import type { BuildingRow, RatingRow, SpaceRow } from '../../generated/tables.ts'
import type { Blueprint } from './blueprint.ts'
import { type Campus, createCampuses } from './campus.ts'
import { daysMs, minutesMs, timestamp } from './clock.ts'
import { buildingComments, spaceComments } from './phrases.ts'
import { createRandom, type Random } from './random.ts'
import { userId, usersPerCampus } from './users.ts'

export function* createRatings(blueprint: Blueprint): Generator<RatingRow> {
  let id = 0
  for (const campus of createCampuses(blueprint)) {
    for (const draft of campusRatings(blueprint, campus)) yield { id: ++id, ...draft }
  }
}

type RatingDraft = Omit<RatingRow, 'id'>

function* campusRatings(blueprint: Blueprint, campus: Campus): Generator<RatingDraft> {
  const random = createRandom(blueprint.seed, campus.number, 'ratings')
  const site = { campusNumber: campus.number, midnightMs: blueprint.midnightMs }
  for (const building of campus.buildings) yield* rateBuilding(building, site, random)
  for (const space of campus.spaces) yield* rateSpace(space, site, random)
}

interface Site {
  campusNumber: number
  midnightMs: number
}

const rateBuilding = ({ id }: BuildingRow, site: Site, random: Random): RatingDraft[] =>
  rate(
    { subject: { buildingId: id, spaceId: null }, count: random.whole(5, 20), comments: buildingComments },
    site,
    random,
  )

const rateSpace = ({ id, kind }: SpaceRow, site: Site, random: Random): RatingDraft[] =>
  rate(
    {
      subject: { buildingId: null, spaceId: id },
      count: random.whole(0, kind === 'OFFICE' ? 1 : 7),
      comments: spaceComments,
    },
    site,
    random,
  )

interface Subject {
  subject: Pick<RatingRow, 'buildingId' | 'spaceId'>
  count: number
  comments: typeof spaceComments
}

/** A step that shares no factor with the number of people reaches no person twice. */
const authorStep = 7

function rate(
  { subject, count, comments }: Subject,
  { campusNumber, midnightMs }: Site,
  random: Random,
): RatingDraft[] {
  const quality = random.whole(1, 5)
  const firstAuthor = random.whole(0, usersPerCampus - 1)
  return Array.from({ length: count }, (_, index) => {
    const score = Math.min(5, Math.max(1, quality + random.whole(-1, 2)))
    return {
      authorId: userId(campusNumber, (firstAuthor + authorStep * index) % usersPerCampus),
      ...subject,
      score,
      comment: random.chance(0.35) ? null : random.pick(comments[score] ?? []),
      createdAt: timestamp(midnightMs - daysMs(random.whole(0, 300)) - minutesMs(random.whole(1, 1439))),
    }
  })
}
