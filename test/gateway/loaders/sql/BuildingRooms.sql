-- What BuildingRooms sends

-- wave
select t.id as "id",t.name as "name",t.kind as "kind",t.floors as "floors",t.latitude as "latitude",t.longitude as "longitude"
  from buildings t
  where t.id = any($1::int4[]);

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

select t.building_id as parent, count(*) as children
  from spaces t
  where t.building_id = any($1::int4[])
  group by 1;

select t.id as "id",t.name as "name",t.kind as "kind",t.floor as "floor",t.capacity as "capacity"
  from spaces t
  where t.building_id = $1::int4 and true and true
  order by "name", "id"
  limit 31;

-- wave
select k.ord as "$key", v.*
  from unnest($1::int4[],$2::timestamptz[]) with ordinality as k("space", "at", "ord")
  cross join lateral (select case when (select s.kind <> 'OFFICE'
  from spaces s
  where s.id = k.space) then ( select greatest(b.starts_at, k."at")
  from bookings b
  where b.space_id = k.space and (b.status = 'CONFIRMED' or (b.status = 'PENDING' and b.lapses_at > now())) and b.starts_at > k."at" - interval '24 hours' and b.ends_at > k."at"
  order by b.starts_at
  limit 1 ) end as value) v;

select k.ord as "$key", v.*
  from unnest($1::int4[],$2::timestamptz[],$3::timestamptz[]) with ordinality as k("space", "from", "to", "ord")
  cross join lateral (select case when (select s.kind <> 'OFFICE'
  from spaces s
  where s.id = k.space) then not exists ( select
  from bookings b
  where b.space_id = k.space and (b.status = 'CONFIRMED' or (b.status = 'PENDING' and b.lapses_at > now())) and b.starts_at > k."from" - interval '24 hours' and b.ends_at > k."from" and b.starts_at < k."to" ) end as value) v;

select t.id as "id",t.title as "title",t.kind as "kind",t.starts_at as "startsAt",t.ends_at as "endsAt",t.booked_by_id as "bookedById"
  from bookings t
  where t.space_id = $1::int4 and (t.status = 'CONFIRMED' or (t.status = 'PENDING' and t.lapses_at > now())) and t.starts_at > $2::timestamptz - interval '24 hours' and t.ends_at > $3::timestamptz and t.starts_at < $4::timestamptz and true and true
  order by "startsAt", "id"
  limit 2;
