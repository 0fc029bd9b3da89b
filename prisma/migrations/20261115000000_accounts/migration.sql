-- People who sign in, what they did, and what must not happen twice.

-- Apart from the person, so that nothing that reads people can read it.
create table credentials (
  user_id integer not null,
  password_hash text not null,
  constraint credentials_pkey primary key (user_id),
  constraint credentials_user_id_fkey foreign key (user_id) references users (id) on delete cascade on update cascade
);

create table sessions (
  id serial,
  user_id integer not null,
  token_hash text not null,
  created_at timestamptz(3) not null default current_timestamp,
  expires_at timestamptz(3) not null,
  constraint sessions_pkey primary key (id),
  constraint sessions_user_id_fkey foreign key (user_id) references users (id) on delete cascade on update cascade
);
create unique index sessions_token_hash_key on sessions (token_hash);
create index sessions_user_id_idx on sessions (user_id);
create index sessions_expires_at_idx on sessions (expires_at);

create table attempts (
  id serial,
  subject text not null,
  at timestamptz(3) not null default current_timestamp,
  constraint attempts_pkey primary key (id)
);
create index attempts_subject_at_idx on attempts (subject, at);
create index attempts_at_idx on attempts (at);

create table idempotency_keys (
  user_id integer not null,
  key text not null,
  request_hash text not null,
  answer jsonb not null,
  created_at timestamptz(3) not null default current_timestamp,
  constraint idempotency_keys_pkey primary key (user_id, key),
  constraint idempotency_keys_user_id_fkey foreign key (user_id) references users (id) on delete cascade on update cascade
);
create index idempotency_keys_created_at_idx on idempotency_keys (created_at);

create type audit_action as enum (
  'BOOKING_CREATED', 'BOOKING_UPDATED', 'BOOKING_CONFIRMED', 'BOOKING_CANCELLED',
  'ACCOUNT_CREATED', 'ACCOUNT_UPDATED', 'ACCOUNT_DELETED', 'ROLE_CHANGED'
);

create table audit_entries (
  id serial,
  action audit_action not null,
  actor_id integer,
  booking_id integer,
  user_id integer,
  summary text not null,
  created_at timestamptz(3) not null default current_timestamp,
  constraint audit_entries_pkey primary key (id),
  constraint audit_entries_actor_id_fkey foreign key (actor_id) references users (id) on delete set null on update cascade,
  constraint audit_entries_booking_id_fkey foreign key (booking_id) references bookings (id) on delete set null on update cascade,
  constraint audit_entries_user_id_fkey foreign key (user_id) references users (id) on delete set null on update cascade
);
create index audit_entries_created_at_id_idx on audit_entries (created_at, id);
create index audit_entries_actor_id_idx on audit_entries (actor_id);
create index audit_entries_booking_id_idx on audit_entries (booking_id);
create index audit_entries_user_id_idx on audit_entries (user_id);
