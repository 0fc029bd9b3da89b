-- The campus, its timetable and its bookings. `schema.prisma` says the same wherever Prisma has words for it.

create extension if not exists btree_gist;

create type building_kind as enum ('AUDITORIUM', 'STOREY', 'BLOCK');
create type space_kind as enum ('CLASSROOM', 'LABORATORY', 'OFFICE');
create type booking_kind as enum ('CLASS', 'EXAM', 'EVENT');
create type booking_status as enum ('PENDING', 'CONFIRMED', 'CANCELLED');
create type role as enum ('STUDENT', 'CLASS_REP', 'EXAM_OFFICER', 'ADMIN');
create type weekday as enum ('MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY');

-- What lists are ordered by is collated "C": cursors and indexes then mean the same on every machine, whatever
-- its C library calls alphabetical this year.

create table buildings (
  id serial,
  name text collate "C" not null,
  kind building_kind not null,
  floors integer,
  latitude double precision,
  longitude double precision,
  constraint buildings_pkey primary key (id),
  constraint buildings_floors_check check (floors > 0),
  constraint buildings_location_check check (
    num_nonnulls(latitude, longitude) <> 1 and latitude between -90 and 90 and longitude between -180 and 180
  )
);
create unique index buildings_name_key on buildings (name);
create index buildings_name_id_idx on buildings (name, id);
create index buildings_kind_name_id_idx on buildings (kind, name, id);

create table spaces (
  id serial,
  building_id integer not null,
  name text collate "C" not null,
  kind space_kind not null,
  floor integer,
  room_number text,
  capacity integer,
  equipment text[] not null default '{}',
  latitude double precision,
  longitude double precision,
  constraint spaces_pkey primary key (id),
  constraint spaces_building_id_fkey foreign key (building_id) references buildings (id) on delete restrict on update cascade,
  constraint spaces_capacity_check check (capacity > 0),
  constraint spaces_location_check check (
    num_nonnulls(latitude, longitude) <> 1 and latitude between -90 and 90 and longitude between -180 and 180
  )
);
create unique index spaces_building_id_name_key on spaces (building_id, name);
create index spaces_name_id_idx on spaces (name, id);
create index spaces_kind_name_id_idx on spaces (kind, name, id);
create index spaces_floor_name_id_idx on spaces (floor, name, id);
create index spaces_capacity_id_idx on spaces (capacity, id);
create index spaces_capacity_desc_idx on spaces (capacity desc nulls last, id desc);
create index spaces_building_id_capacity_id_idx on spaces (building_id, capacity, id);
create index spaces_building_id_capacity_desc_idx on spaces (building_id, capacity desc nulls last, id desc);
create index spaces_equipment_idx on spaces using gin (equipment);

create table users (
  id serial,
  username text collate "C" not null,
  email text not null,
  role role not null default 'STUDENT',
  department text collate "C",
  year_group integer,
  created_at timestamptz(3) not null default current_timestamp,
  constraint users_pkey primary key (id),
  constraint users_year_group_check check (year_group between 1 and 6)
);
create unique index users_username_lower_key on users (lower(username));
create unique index users_email_lower_key on users (lower(email));
create index users_username_id_idx on users (username, id);
create index users_role_username_id_idx on users (role, username, id);
create index users_department_username_id_idx on users (department, username, id);

create table terms (
  id serial,
  name text collate "C" not null,
  starts_on date not null,
  ends_on date not null,
  time_zone text not null,
  constraint terms_pkey primary key (id),
  constraint terms_range_check check (ends_on >= starts_on)
);
create unique index terms_name_key on terms (name);
create index terms_starts_on_id_idx on terms (starts_on, id);

create table term_breaks (
  id serial,
  term_id integer not null,
  name text not null,
  starts_on date not null,
  ends_on date not null,
  constraint term_breaks_pkey primary key (id),
  constraint term_breaks_term_id_fkey foreign key (term_id) references terms (id) on delete cascade on update cascade,
  constraint term_breaks_range_check check (ends_on >= starts_on)
);
create index term_breaks_term_id_starts_on_id_idx on term_breaks (term_id, starts_on, id);

create table courses (
  id serial,
  code text collate "C" not null,
  title text not null,
  constraint courses_pkey primary key (id)
);
-- "coe 354" and "COE354" are one course.
create unique index courses_code_key on courses (upper(replace(code, ' ', '')));
create index courses_code_id_idx on courses (code, id);

create table class_sessions (
  id serial,
  term_id integer not null,
  course_id integer not null,
  space_id integer not null,
  weekday weekday not null,
  start_time time(0) not null,
  end_time time(0) not null,
  constraint class_sessions_pkey primary key (id),
  constraint class_sessions_term_id_fkey foreign key (term_id) references terms (id) on delete restrict on update cascade,
  constraint class_sessions_course_id_fkey foreign key (course_id) references courses (id) on delete restrict on update cascade,
  constraint class_sessions_space_id_fkey foreign key (space_id) references spaces (id) on delete restrict on update cascade,
  constraint class_sessions_range_check check (end_time > start_time)
);
create unique index class_sessions_natural_key
  on class_sessions (term_id, space_id, weekday, start_time, end_time, course_id);
create index class_sessions_weekday_start_time_id_idx on class_sessions (weekday, start_time, id);
create index class_sessions_term_id_weekday_start_time_id_idx on class_sessions (term_id, weekday, start_time, id);
create index class_sessions_course_id_weekday_start_time_id_idx on class_sessions (course_id, weekday, start_time, id);
create index class_sessions_space_id_weekday_start_time_id_idx on class_sessions (space_id, weekday, start_time, id);

create table class_groups (
  id serial,
  class_session_id integer not null,
  department text collate "C" not null,
  year_group integer not null,
  constraint class_groups_pkey primary key (id),
  constraint class_groups_class_session_id_fkey
    foreign key (class_session_id) references class_sessions (id) on delete cascade on update cascade,
  constraint class_groups_year_group_check check (year_group between 1 and 6)
);
create unique index class_groups_class_session_id_department_year_group_key
  on class_groups (class_session_id, department, year_group);
create index class_groups_department_year_group_class_session_id_idx
  on class_groups (department, year_group, class_session_id);
create index class_groups_year_group_class_session_id_idx on class_groups (year_group, class_session_id);

create table bookings (
  id serial,
  space_id integer not null,
  title text not null,
  kind booking_kind not null,
  status booking_status not null default 'CONFIRMED',
  starts_at timestamptz(3) not null,
  ends_at timestamptz(3) not null,
  lapses_at timestamptz(3),
  booked_by_id integer,
  class_session_id integer,
  created_at timestamptz(3) not null default current_timestamp,
  constraint bookings_pkey primary key (id),
  constraint bookings_space_id_fkey foreign key (space_id) references spaces (id) on delete restrict on update cascade,
  constraint bookings_booked_by_id_fkey foreign key (booked_by_id) references users (id) on delete set null on update cascade,
  constraint bookings_class_session_id_fkey
    foreign key (class_session_id) references class_sessions (id) on delete set null on update cascade,
  -- The bound on the length is what lets an ordinary index answer "what overlaps this interval": whatever
  -- overlaps it has started less than 24 hours before it.
  constraint bookings_range_check check (ends_at > starts_at and ends_at - starts_at <= interval '24 hours'),
  constraint bookings_lapses_at_check check ((status = 'PENDING') = (lapses_at is not null)),
  -- Two bookings of one room at one time cannot exist, whoever writes them.
  constraint bookings_no_overlap
    exclude using gist (space_id with =, tstzrange(starts_at, ends_at, '[)') with &&) where (status <> 'CANCELLED')
);
create unique index bookings_class_session_id_starts_at_key on bookings (class_session_id, starts_at);
create index bookings_space_id_starts_at_id_idx on bookings (space_id, starts_at, id);
create index bookings_starts_at_id_idx on bookings (starts_at, id);
create index bookings_booked_by_id_starts_at_id_idx on bookings (booked_by_id, starts_at, id);
-- Classes and confirmed bookings are nearly all rows: only the rare values are worth an index.
create index bookings_kind_idx on bookings (kind, starts_at, id) where kind <> 'CLASS';
create index bookings_status_idx on bookings (status, starts_at, id) where status <> 'CONFIRMED';

create table ratings (
  id serial,
  author_id integer,
  building_id integer,
  space_id integer,
  score integer not null,
  comment text,
  created_at timestamptz(3) not null default current_timestamp,
  constraint ratings_pkey primary key (id),
  constraint ratings_author_id_fkey foreign key (author_id) references users (id) on delete set null on update cascade,
  constraint ratings_building_id_fkey foreign key (building_id) references buildings (id) on delete cascade on update cascade,
  constraint ratings_space_id_fkey foreign key (space_id) references spaces (id) on delete cascade on update cascade,
  constraint ratings_subject_check check (num_nonnulls(building_id, space_id) = 1),
  constraint ratings_score_check check (score between 1 and 5)
);
create unique index ratings_author_id_building_id_key on ratings (author_id, building_id);
create unique index ratings_author_id_space_id_key on ratings (author_id, space_id);
create index ratings_author_id_created_at_id_idx on ratings (author_id, created_at, id);
create index ratings_building_id_created_at_id_idx on ratings (building_id, created_at, id);
create index ratings_space_id_created_at_id_idx on ratings (space_id, created_at, id);

-- At most one row: the demo campus as it was loaded, so that an import can tell whether anybody has added to it.
create table demo_campus (
  id integer not null default 1,
  seed integer not null,
  loaded_at timestamptz(3) not null default current_timestamp,
  last_ids jsonb not null,
  constraint demo_campus_pkey primary key (id),
  constraint demo_campus_one_row_check check (id = 1)
);

-- Metres between two points in WGS 84 degrees on a sphere of the Earth's mean radius (haversine); null where one of the
-- points is unknown, which `least` alone would take for the far side of the Earth.
-- One expression, so that the planner can put it in place of the call.
create function metres_between(latitude1 float8, longitude1 float8, latitude2 float8, longitude2 float8) returns float8
language sql immutable parallel safe
return case when num_nulls(latitude1, longitude1, latitude2, longitude2) = 0 then
  2 * 6371008.8 * asin(least(1, sqrt(
    sin(radians(latitude2 - latitude1) / 2) ^ 2
    + cos(radians(latitude1)) * cos(radians(latitude2)) * sin(radians(longitude2 - longitude1) / 2) ^ 2
  )))
end;
