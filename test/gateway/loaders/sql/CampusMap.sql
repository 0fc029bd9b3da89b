-- What CampusMap sends

-- wave
select 0 as parent, count(*) as children
  from buildings t
  where true;

select t.id as "id",t.name as "name",t.kind as "kind",t.floors as "floors",t.latitude as "latitude",t.longitude as "longitude"
  from buildings t
  where true and true
  order by "name", "id"
  limit 101;

-- wave
select k.ord as "$key", v.*
  from unnest($1::int4[]) with ordinality as k("building", "ord")
  cross join lateral ( select count(*) filter (where s.kind = 'CLASSROOM') as classrooms, count(*) filter (where s.kind = 'LABORATORY') as laboratories, count(*) filter (where s.kind = 'OFFICE') as offices
  from spaces s
  where s.building_id = k.building) v;

select k.ord as "$key", v.*
  from unnest($1::int4[]) with ordinality as k("building", "ord")
  cross join lateral (select array[count(*) filter (where r.score = 1), count(*) filter (where r.score = 2), count(*) filter (where r.score = 3), count(*) filter (where r.score = 4), count(*) filter (where r.score = 5)]::int4[] as histogram
  from ratings r
  where r.building_id = k.building) v;
