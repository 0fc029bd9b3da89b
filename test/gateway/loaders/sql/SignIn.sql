-- What SignIn sends

-- wave
BEGIN;

-- wave
select u.id, c.password_hash as "passwordHash"
  from users u
  join credentials c on c.user_id = u.id
  where lower(u.username) = lower($1) or lower(u.email) = lower($2);

-- wave
select subject, count(*)::int as count
  from attempts
  where subject = any($1) and at > now() - make_interval(secs => $2)
  group by subject;

-- wave
select pg_advisory_xact_lock(hashtextextended($1, 7));

-- wave
select pg_advisory_xact_lock(hashtextextended($1, 7));

-- wave
delete from attempts
  where id = any(array( select id
  from attempts
  where at < now() - make_interval(secs => $1) and starts_with(subject, $2)
  limit 100 for update skip locked ));

-- wave
select subject, count(*)::int as count
  from attempts
  where subject = any($1) and at > now() - make_interval(secs => $2)
  group by subject;

-- wave
INSERT INTO "public"."attempts" ("subject","at")
  VALUES ($1,$2), ($3,$4)
  RETURNING "public"."attempts"."id";

-- wave
COMMIT;

-- wave
BEGIN;

-- wave
select
  from credentials
  where user_id = $1 and password_hash = $2 for share;

-- wave
DELETE FROM "public"."attempts"
  WHERE "public"."attempts"."id" IN ($1,$2);

-- wave
select pg_advisory_xact_lock(hashtextextended($1, 7));

-- wave
delete from attempts
  where id = any(array( select id
  from attempts
  where at < now() - make_interval(secs => $1) and starts_with(subject, $2)
  limit 100 for update skip locked ));

-- wave
select subject, count(*)::int as count
  from attempts
  where subject = any($1) and at > now() - make_interval(secs => $2)
  group by subject;

-- wave
INSERT INTO "public"."attempts" ("subject","at")
  VALUES ($1,$2)
  RETURNING "public"."attempts"."id";

-- wave
delete from sessions
  where id = any(array(select id
  from sessions
  where expires_at < now()
  limit 100 for update skip locked));

-- wave
select pg_advisory_xact_lock(hashtextextended($1, 7));

-- wave
delete from sessions
  where id = any(array( select id
  from sessions
  where user_id = $1
  order by id desc offset $2 ));

-- wave
insert into sessions (user_id, token_hash, expires_at)
  values ($1, $2, now() + make_interval(days => $3));

-- wave
COMMIT;

-- wave
select t.id as "id",t.username as "username",t.email as "email",t.role as "role",t.department as "department",t.year_group as "yearGroup",t.created_at as "createdAt"
  from users t
  where t.id = any($1::int4[]);
