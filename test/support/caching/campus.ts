/** A campus as small as can be, with ids that tests may name. */
export const smallCampus = `
  insert into buildings (id, name, kind) values (1, 'One', 'BLOCK'), (2, 'Two', 'BLOCK');
  insert into spaces (id, building_id, name, kind) values (11, 1, 'A', 'CLASSROOM'), (12, 1, 'B', 'CLASSROOM'), (13, 2, 'C', 'CLASSROOM');
  insert into users (id, username, email) values (21, 'ama', 'ama@example.org'), (22, 'kofi', 'kofi@example.org');
  insert into bookings (id, space_id, title, kind, starts_at, ends_at, booked_by_id) values
    (31, 11, 'Choir', 'EVENT', '2030-01-01 10:00Z', '2030-01-01 11:00Z', 21),
    (32, 12, 'Chess', 'EVENT', '2030-01-01 10:00Z', '2030-01-01 11:00Z', 22);
  select setval('buildings_id_seq', 100), setval('spaces_id_seq', 100), setval('users_id_seq', 100), setval('bookings_id_seq', 100);
`
