import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SeedOptions } from '../../../src/campus/seeding/blueprint.ts'
import { campusTables } from '../../../src/campus/seeding/campusTables.ts'
import type { RowCounts } from '../../../src/campus/seeding/fillCampus.ts'
import { seedCampus } from '../../../src/campus/seeding/seedCampus.ts'
import { RefusedError } from '../../../src/operatorErrors.ts'
import { type Campus, digest, openCampus, silent, wednesday } from '../../support/seedingCampus.ts'
import { at, bookingsAhead, faults, overlaps } from '../../support/seedingFaults.ts'

async function seeded<T>(options: Partial<SeedOptions>, use: (campus: Campus, counts: RowCounts) => Promise<T>) {
  const campus = await openCampus()
  try {
    return await use(campus, await seedCampus(campus.client, { ...wednesday, ...options }, silent))
  } finally {
    await campus.close()
  }
}

describe('the demo campus', () => {
  let campus: Campus
  let counts: RowCounts
  const texts: string[] = []
  beforeAll(async () => {
    campus = await openCampus()
    counts = await seedCampus(campus.client, wednesday, { update: (text) => texts.push(text) })
  })
  afterAll(() => campus.close())

  it('has at least 15 buildings, and 200 classrooms beside laboratories and offices', async () => {
    expect(counts.buildings).toBeGreaterThanOrEqual(15)
    expect(await campus.value(`select count(*) >= 200 from spaces where kind = 'CLASSROOM'`)).toBe('true')
    expect(await campus.value(`select count(distinct kind) from spaces`)).toBe('3')
    expect(await campus.value(`select count(distinct kind) from buildings`)).toBe('3')
  })

  it('has classrooms in most buildings, also among the first ten by name', async () => {
    const withClassrooms = (buildings: string) => `select avg((exists (
      select from spaces s where s.building_id = b.id and s.kind = 'CLASSROOM'))::int) > 0.6 from ${buildings} b`
    expect(await campus.value(withClassrooms('buildings'))).toBe('true')
    expect(await campus.value(withClassrooms('(select * from buildings order by name limit 10)'))).toBe('true')
  })

  it('has 10,000 bookings that are not cancelled from last week to the end of the term', async () => {
    expect(Number(await campus.value(at(bookingsAhead, wednesday)))).toBeGreaterThanOrEqual(10_000)
  })

  it('has exams and events of every status, past and to come', async () => {
    const kinds = await campus.value(
      at(`select count(distinct (kind, status, starts_at > $now)) from bookings where kind <> 'CLASS'`, wednesday),
    )
    expect(kinds).toBe('10')
  })

  it('has one account for each role, with something booked by all but the admin', async () => {
    const accounts = await campus.client.query(`select username, role from users where id <= 4 order by id`)
    expect(accounts.rows).toEqual([
      { username: 'student', role: 'STUDENT' },
      { username: 'classrep', role: 'CLASS_REP' },
      { username: 'officer', role: 'EXAM_OFFICER' },
      { username: 'admin', role: 'ADMIN' },
    ])
    const upcoming = at(
      'select count(distinct booked_by_id) from bookings where booked_by_id <= 4 and starts_at > $now',
      wednesday,
    )
    expect(await campus.value(upcoming)).toBe('3')
  })

  it('has ratings of every score, of buildings and of spaces, with and without a comment', async () => {
    expect(counts.ratings).toBeGreaterThan(500)
    expect(
      await campus.value('select count(distinct (score, building_id is null, comment is null)) from ratings'),
    ).toBe('20')
  })

  it('has spaces of unknown capacity and buildings of unknown height, few of them', async () => {
    expect(await campus.value('select avg((capacity is null)::int) between 0.01 and 0.15 from spaces')).toBe('true')
    expect(await campus.value('select avg((floors is null)::int) between 0.01 and 0.2 from buildings')).toBe('true')
  })

  it('counts what it loaded, and leaves the sequences behind it', async () => {
    for (const table of campusTables) {
      expect(await campus.value(`select count(*) from ${table}`), table).toBe(String(counts[table]))
      expect(await campus.value(`select nextval('${table}_id_seq') - max(id) from ${table}`), table).toBe('1')
    }
  })

  it('says how far it has come', () => {
    expect(texts).toContain('Loading spaces: 256')
    expect(texts).toContain('Loading bookings: 5,000')
  })

  it('is analyzed, so that plans are right at once', async () => {
    const known = await campus.value(
      `select count(*) from pg_class where relname = any('{${campusTables}}') and reltuples > 0`,
    )
    expect(known).toBe(String(campusTables.length))
  })

  it('is refused where a campus is already, which stays as it is', async () => {
    const before = await digest(campus)
    await expect(seedCampus(campus.client, wednesday, silent)).rejects.toThrow(RefusedError)
    await expect(seedCampus(campus.client, wednesday, silent)).rejects.toThrow(
      'This database already holds a campus, and seeding fills an empty one only',
    )
    expect(await digest(campus)).toEqual(before)
  })
})

describe.each([
  ['on a Wednesday', {}],
  ['on a Sunday', { now: new Date('2026-11-22T23:59:00Z') }],
  ['at the end of December', { now: new Date('2026-12-31T10:00:00Z'), seed: 2 }],
  ['before the clocks go back', { now: new Date('2026-10-20T03:00:00Z'), timeZone: 'America/New_York' }],
  ['before the clocks go forward', { now: new Date('2027-03-01T20:00:00Z'), timeZone: 'Europe/Berlin', seed: 3 }],
  ['a day ahead of Greenwich', { now: new Date('2027-06-20T12:30:00Z'), timeZone: 'Pacific/Kiritimati' }],
])('a campus seeded %s', (_, options) => {
  const chosen = { ...wednesday, ...options }

  it('has no fault, and enough bookings', () =>
    seeded(chosen, async ({ value }) => {
      for (const [fault, sql] of Object.entries(faults)) expect(await value(at(sql, chosen)), fault).toBe('0')
      expect(Number(await value(at(bookingsAhead, chosen)))).toBeGreaterThanOrEqual(10_000)
    }))
})

describe('seeding', () => {
  it('gives the same rows for the same seed, scale and day, and others for another seed', async () => {
    const [first, sameDay, otherSeed] = [
      await seeded({}, digest),
      await seeded({ now: new Date('2026-11-18T00:00:00Z') }, digest),
      await seeded({ seed: 2 }, digest),
    ]
    expect(sameDay).toEqual(first)
    const changed = campusTables.filter((_, index) => otherSeed[index] !== first[index])
    const fixed = campusTables.filter((table) => !changed.includes(table))
    expect(fixed).toEqual(['terms', 'term_breaks', 'courses'])
  })

  it('gives several campuses with names of their own at a larger scale', () =>
    seeded({ scale: 2 }, async ({ value }, counts) => {
      expect([counts.buildings, counts.spaces, counts.users, counts.courses]).toEqual([36, 512, 600, 1080])
      expect(await value('select count(distinct name) from buildings')).toBe('36')
      expect(await value('select count(distinct name) from spaces')).toBe('512')
      expect(await value('select count(distinct lower(username)) from users')).toBe('600')
      expect(await value(overlaps)).toBe('0')
    }))

  it('leaves nothing when it fails, and the connection fit for use', async () => {
    const campus = await openCampus()
    await campus.client.query(
      `alter table ratings add constraint no_praise check (comment <> 'Perfect for presentations.')`,
    )
    await expect(seedCampus(campus.client, wednesday, silent)).rejects.toThrow('no_praise')
    for (const table of campusTables) expect(await campus.value(`select count(*) from ${table}`), table).toBe('0')
    await campus.close()
  })

  it('happens once where two begin at once', async () => {
    const campus = await openCampus()
    const other = new pg.Client({ connectionString: campus.url })
    await other.connect()
    const outcomes = await Promise.allSettled(
      [campus.client, other].map((client) => seedCampus(client, wednesday, silent)),
    )
    const reasons = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
    expect(reasons).toEqual([expect.any(RefusedError)])
    expect(await campus.value('select count(*) from buildings')).toBe('18')
    await other.end()
    await campus.close()
  })
})
