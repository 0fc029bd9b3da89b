-- What CancelBooking sends

-- wave
select s.id as session, u.id, u.role, (extract(epoch from s.expires_at) * 1000)::float8 as "expiresAtMs"
  from sessions s
  join users u on u.id = s.user_id
  where s.token_hash = $1 and s.expires_at > now();

-- wave
BEGIN;

-- wave
select role::text as role, now() as now
  from users
  where id = $1 for no key update;

-- wave
select id, space_id as "spaceId", title, kind::text as kind, starts_at as "startsAt", ends_at as "endsAt", booked_by_id as "bookedById", now() as now, case when (bookings.status = 'PENDING' and bookings.lapses_at <= now()) then 'CANCELLED' else status::text end as status
  from bookings
  where id = $1 for update;

-- wave
UPDATE "public"."bookings"
  SET "status" = CAST($1::text AS "public"."booking_status"), "lapses_at" = $2
  WHERE ("public"."bookings"."id" = $3 AND 1=1)
  RETURNING "public"."bookings"."id", "public"."bookings"."space_id", "public"."bookings"."title", "public"."bookings"."kind"::text, "public"."bookings"."status"::text, "public"."bookings"."starts_at", "public"."bookings"."ends_at", "public"."bookings"."lapses_at", "public"."bookings"."booked_by_id", "public"."bookings"."class_session_id", "public"."bookings"."created_at";

-- wave
INSERT INTO "public"."audit_entries" ("action","actor_id","booking_id","summary","created_at")
  VALUES (CAST($1::text AS "public"."audit_action"),$2,$3,$4,$5);

-- wave
COMMIT;

-- wave
select t.id as "id",t.space_id as "spaceId",t.title as "title",t.kind as "kind",case when (t.status = 'PENDING' and t.lapses_at <= now()) then 'CANCELLED' else t.status end as "status",t.starts_at as "startsAt",t.ends_at as "endsAt",t.lapses_at as "lapsesAt",t.booked_by_id as "bookedById",t.class_session_id as "classSessionId",t.created_at as "createdAt"
  from bookings t
  where t.id = any($1::int4[]);
