-- What FindFreeRoom sends

-- wave
select 0 as parent, count(*) as children
  from spaces t
  where t.kind <> 'OFFICE' and not exists ( select
  from bookings b
  where b.space_id = t.id and (b.status = 'CONFIRMED' or (b.status = 'PENDING' and b.lapses_at > now())) and b.starts_at > $1::timestamptz - interval '24 hours' and b.ends_at > $2::timestamptz and b.starts_at < $3::timestamptz offset 0 );

select t.id as "id",t.building_id as "buildingId",t.name as "name",t.kind as "kind",t.floor as "floor",t.capacity as "capacity",t.equipment as "equipment",t.latitude as "latitude",t.longitude as "longitude", metres_between($1::float8, $2::float8, t.latitude, t.longitude) as "distance"
  from spaces t
  where t.kind <> 'OFFICE' and not exists ( select
  from bookings b
  where b.space_id = t.id and (b.status = 'CONFIRMED' or (b.status = 'PENDING' and b.lapses_at > now())) and b.starts_at > $3::timestamptz - interval '24 hours' and b.ends_at > $4::timestamptz and b.starts_at < $5::timestamptz offset 0 ) and true and true
  order by "distance" nulls last, "id"
  limit 21;

-- wave
select k.ord as "$key", v.*
  from unnest($1::int4[]) with ordinality as k("space", "ord")
  cross join lateral (select array[count(*) filter (where r.score = 1), count(*) filter (where r.score = 2), count(*) filter (where r.score = 3), count(*) filter (where r.score = 4), count(*) filter (where r.score = 5)]::int4[] as histogram
  from ratings r
  where r.space_id = k.space) v;

select k.ord as "$key", v.*
  from unnest($1::int4[],$2::timestamptz[]) with ordinality as k("space", "at", "ord")
  cross join lateral (select case when (select s.kind <> 'OFFICE'
  from spaces s
  where s.id = k.space) then ( select greatest(b.starts_at, k."at")
  from bookings b
  where b.space_id = k.space and (b.status = 'CONFIRMED' or (b.status = 'PENDING' and b.lapses_at > now())) and b.starts_at > k."at" - interval '24 hours' and b.ends_at > k."at"
  order by b.starts_at
  limit 1 ) end as value) v;

select t.id as "id",t.name as "name",t.latitude as "latitude",t.longitude as "longitude"
  from buildings t
  where t.id = any($1::int4[]);

select t.id as "id",t.title as "title",t.kind as "kind",t.starts_at as "startsAt",t.ends_at as "endsAt",t.booked_by_id as "bookedById"
  from bookings t
  where t.space_id = $1::int4 and (t.status = 'CONFIRMED' or (t.status = 'PENDING' and t.lapses_at > now())) and t.starts_at > $2::timestamptz - interval '24 hours' and t.ends_at > $3::timestamptz and true and true
  order by "startsAt", "id"
  limit 2;
