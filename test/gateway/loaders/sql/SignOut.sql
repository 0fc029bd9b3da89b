-- What SignOut sends

-- wave
select s.id as session, u.id, u.role, (extract(epoch from s.expires_at) * 1000)::float8 as "expiresAtMs"
  from sessions s
  join users u on u.id = s.user_id
  where s.token_hash = $1 and s.expires_at > now();

-- wave
BEGIN;

-- wave
DELETE FROM "public"."sessions"
  WHERE "public"."sessions"."id" = $1;

-- wave
COMMIT;
