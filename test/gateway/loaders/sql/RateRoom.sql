-- What RateRoom sends

-- wave
select s.id as session, u.id, u.role, (extract(epoch from s.expires_at) * 1000)::float8 as "expiresAtMs"
  from sessions s
  join users u on u.id = s.user_id
  where s.token_hash = $1 and s.expires_at > now();

-- wave
BEGIN;

-- wave
insert into ratings (author_id, space_id, score, comment)
  values ($1, $2, $3, $4)
  on conflict (author_id, space_id) do update
  set score = excluded.score, comment = excluded.comment, created_at = now()
  returning id;

-- wave
COMMIT;

-- wave
select t.id as "id",t.author_id as "authorId",t.building_id as "buildingId",t.space_id as "spaceId",t.score as "score",t.comment as "comment",t.created_at as "createdAt"
  from ratings t
  where t.id = any($1::int4[]);

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
