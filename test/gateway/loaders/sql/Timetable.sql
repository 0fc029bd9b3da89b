-- What Timetable sends

-- wave
select 0 as parent, count(*) as children
  from class_sessions t
  where exists (select
  from class_groups g
  where g.class_session_id = t.id and g.department = $1 and g.year_group = $2::int4);

select t.id as "id",t.name as "name",t.starts_on as "startsOn",t.ends_on as "endsOn",t.time_zone as "timeZone"
  from terms t
  order by t.starts_on, t.id;

select t.id as "id",t.term_id as "termId",t.course_id as "courseId",t.space_id as "spaceId",t.weekday as "weekday",t.start_time as "startTime",t.end_time as "endTime"
  from class_sessions t
  where exists (select
  from class_groups g
  where g.class_session_id = t.id and g.department = $1 and g.year_group = $2::int4) and true and true
  order by "weekday", "startTime", "id"
  limit 101;

with recursive step(department) as ( select min(department)
  from class_groups
  union all select (select min(g.department)
  from class_groups g
  where g.department > step.department)
  from step
  where step.department is not null ) select department
  from step
  where department is not null
  order by department;

-- wave
select t.id as "id",t.building_id as "buildingId",t.name as "name",t.kind as "kind"
  from spaces t
  where t.id = any($1::int4[]);

select t.id as "id",t.code as "code",t.title as "title"
  from courses t
  where t.id = any($1::int4[]);

select t.id as "id",t.name as "name",t.starts_on as "startsOn",t.ends_on as "endsOn",t.time_zone as "timeZone"
  from terms t
  where t.id = any($1::int4[]);

select t.id as "id",t.term_id as "termId",t.name as "name",t.starts_on as "startsOn",t.ends_on as "endsOn"
  from term_breaks t
  where t.term_id = any($1::int4[])
  order by t.starts_on, t.id;

-- wave
select t.id as "id",t.name as "name"
  from buildings t
  where t.id = any($1::int4[]);
