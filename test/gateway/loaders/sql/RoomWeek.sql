-- What RoomWeek sends

-- wave
select t.id as "id",t.building_id as "buildingId",t.name as "name",t.kind as "kind",t.floor as "floor",t.room_number as "roomNumber",t.capacity as "capacity",t.equipment as "equipment",t.latitude as "latitude",t.longitude as "longitude"
  from spaces t
  where t.id = any($1::int4[]);

-- wave
select k.ord as "$key", v.*
  from unnest($1::int4[]) with ordinality as k("space", "ord")
  cross join lateral (select array[count(*) filter (where r.score = 1), count(*) filter (where r.score = 2), count(*) filter (where r.score = 3), count(*) filter (where r.score = 4), count(*) filter (where r.score = 5)]::int4[] as histogram
  from ratings r
  where r.space_id = k.space) v;

select t.id as "id",t.author_id as "authorId",t.score as "score",t.comment as "comment",t.created_at as "createdAt"
  from ratings t
  where t.space_id = $1::int4 and true and true
  order by "createdAt" desc, "id" desc
  limit 4;

select t.id as "id",t.name as "name",t.kind as "kind",t.latitude as "latitude",t.longitude as "longitude"
  from buildings t
  where t.id = any($1::int4[]);

select t.id as "id",t.title as "title",t.kind as "kind",case when (t.status = 'PENDING' and t.lapses_at <= now()) then 'CANCELLED' else t.status end as "status",t.starts_at as "startsAt",t.ends_at as "endsAt",t.booked_by_id as "bookedById",t.class_session_id as "classSessionId"
  from bookings t
  where t.space_id = $1::int4 and (t.status = 'CONFIRMED' or (t.status = 'PENDING' and t.lapses_at > now())) and t.starts_at > $2::timestamptz - interval '24 hours' and t.ends_at > $3::timestamptz and t.starts_at < $4::timestamptz and true and true
  order by "startsAt", "id"
  limit 101;

select t.space_id as parent, count(*) as children
  from bookings t
  where t.space_id = any($1::int4[]) and (t.status = 'CONFIRMED' or (t.status = 'PENDING' and t.lapses_at > now())) and t.starts_at > $2::timestamptz - interval '24 hours' and t.ends_at > $3::timestamptz and t.starts_at < $4::timestamptz
  group by 1;

-- wave
select t.id as "id",t.course_id as "courseId"
  from class_sessions t
  where t.id = any($1::int4[]);

select t.id as "id",t.username as "username"
  from users t
  where t.id = any($1::int4[]);

-- wave
select t.id as "id",t.class_session_id as "classSessionId",t.department as "department",t.year_group as "yearGroup"
  from class_groups t
  where t.class_session_id = any($1::int4[])
  order by t.department, t.year_group;

select t.id as "id",t.code as "code",t.title as "title"
  from courses t
  where t.id = any($1::int4[]);
