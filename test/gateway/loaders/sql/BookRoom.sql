-- What BookRoom sends

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
insert into idempotency_keys (user_id, key, request_hash, answer)
  values ($1, $2, $3, 'null')
  on conflict (user_id, key) do update
  set request_hash = excluded.request_hash, answer = 'null', created_at = now()
  where idempotency_keys.created_at < now() - interval '24 hours';

-- wave
delete from idempotency_keys
  where ctid = any(array( select ctid
  from idempotency_keys
  where created_at < now() - interval '24 hours'
  limit 100 for update skip locked ));

-- wave
savepoint before_work;

-- wave
select id, name, kind = 'OFFICE' as office
  from spaces
  where id = any($1)
  order by id for share;

-- wave
select count(*)::int as count
  from bookings
  where booked_by_id = $1 and ends_at > now() and (bookings.status = 'CONFIRMED' or (bookings.status = 'PENDING' and bookings.lapses_at > now()));

-- wave
update bookings
  set status = 'CANCELLED', lapses_at = null
  where space_id = any($1) and (bookings.status = 'PENDING' and bookings.lapses_at <= now()) and starts_at < $2 and ends_at > $3 and starts_at > $4::timestamptz - interval '24 hours';

-- wave
INSERT INTO "public"."bookings" ("space_id","title","kind","status","starts_at","ends_at","lapses_at","booked_by_id","created_at")
  VALUES ($1,$2,CAST($3::text AS "public"."booking_kind"),CAST($4::text AS "public"."booking_status"),$5,$6,$7,$8,$9)
  RETURNING "public"."bookings"."id", "public"."bookings"."space_id";

-- wave
INSERT INTO "public"."audit_entries" ("action","actor_id","booking_id","summary","created_at")
  VALUES (CAST($1::text AS "public"."audit_action"),$2,$3,$4,$5);

-- wave
update idempotency_keys
  set answer = $1::jsonb
  where user_id = $2 and key = $3;

-- wave
COMMIT;

-- wave
select t.id as "id",t.space_id as "spaceId",t.title as "title",t.kind as "kind",case when (t.status = 'PENDING' and t.lapses_at <= now()) then 'CANCELLED' else t.status end as "status",t.starts_at as "startsAt",t.ends_at as "endsAt",t.lapses_at as "lapsesAt",t.booked_by_id as "bookedById",t.class_session_id as "classSessionId",t.created_at as "createdAt"
  from bookings t
  where t.id = any($1::int4[]);

-- wave
select t.id as "id",t.building_id as "buildingId",t.name as "name",t.kind as "kind",t.floor as "floor",t.room_number as "roomNumber",t.capacity as "capacity",t.equipment as "equipment",t.latitude as "latitude",t.longitude as "longitude"
  from spaces t
  where t.id = any($1::int4[]);

-- wave
select t.id as "id",t.name as "name",t.kind as "kind",t.floors as "floors",t.latitude as "latitude",t.longitude as "longitude"
  from buildings t
  where t.id = any($1::int4[]);
