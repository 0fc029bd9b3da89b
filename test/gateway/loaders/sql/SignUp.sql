-- What SignUp sends

-- wave
BEGIN;

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
COMMIT;

-- wave
BEGIN;

-- wave
INSERT INTO "public"."users" ("username","email","role","department","year_group","created_at")
  VALUES ($1,$2,CAST($3::text AS "public"."role"),$4,$5,$6)
  RETURNING "public"."users"."id";

-- wave
INSERT INTO "public"."credentials" ("user_id","password_hash")
  VALUES ($1,$2)
  RETURNING "public"."credentials"."user_id";

-- wave
SELECT "public"."users"."id", "public"."users"."username", "public"."users"."email", "public"."users"."role"::text, "public"."users"."department", "public"."users"."year_group", "public"."users"."created_at"
  FROM "public"."users"
  WHERE "public"."users"."id" = $1
  LIMIT $2 OFFSET $3;

-- wave
INSERT INTO "public"."audit_entries" ("action","actor_id","user_id","summary","created_at")
  VALUES (CAST($1::text AS "public"."audit_action"),$2,$3,$4,$5);

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
