-- What MyBookings sends

-- wave
select s.id as session, u.id, u.role, (extract(epoch from s.expires_at) * 1000)::float8 as "expiresAtMs"
  from sessions s
  join users u on u.id = s.user_id
  where s.token_hash = $1 and s.expires_at > now();

-- wave
select t.id as "id",t.username as "username",t.email as "email",t.role as "role"
  from users t
  where t.id = any($1::int4[]);

-- wave
select t.booked_by_id as parent, count(*) as children
  from bookings t
  where t.booked_by_id = any($1::int4[]) and (t.status = 'CONFIRMED' or (t.status = 'PENDING' and t.lapses_at > now())) and t.starts_at > $2::timestamptz - interval '24 hours' and t.ends_at > $3::timestamptz
  group by 1;

select t.id as "id",t.space_id as "spaceId",t.title as "title",t.kind as "kind",case when (t.status = 'PENDING' and t.lapses_at <= now()) then 'CANCELLED' else t.status end as "status",t.starts_at as "startsAt",t.ends_at as "endsAt",t.booked_by_id as "bookedById"
  from bookings t
  where t.booked_by_id = $1::int4 and (t.status = 'CONFIRMED' or (t.status = 'PENDING' and t.lapses_at > now())) and t.starts_at > $2::timestamptz - interval '24 hours' and t.ends_at > $3::timestamptz and true and true
  order by "startsAt", "id"
  limit 21;

-- wave
select t.id as "id",t.building_id as "buildingId",t.name as "name",t.kind as "kind"
  from spaces t
  where t.id = any($1::int4[]);

-- wave
select t.id as "id",t.name as "name"
  from buildings t
  where t.id = any($1::int4[]);
