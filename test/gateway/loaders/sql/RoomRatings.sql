-- What RoomRatings sends

-- wave
select t.id as "id",t.building_id as "buildingId",t.name as "name",t.kind as "kind"
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
  limit 21;

select t.id as "id",t.name as "name"
  from buildings t
  where t.id = any($1::int4[]);

select t.space_id as parent, count(*) as children
  from ratings t
  where t.space_id = any($1::int4[])
  group by 1;

-- wave
select t.id as "id",t.username as "username"
  from users t
  where t.id = any($1::int4[]);
