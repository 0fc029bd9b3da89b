-- What CourseWeek sends

-- wave
select t.id as "id",t.code as "code",t.title as "title"
  from courses t
  where t.id = any($1::int4[]);

-- wave
select t.course_id as parent, count(*) as children
  from class_sessions t
  where t.course_id = any($1::int4[])
  group by 1;

select t.id as "id",t.term_id as "termId",t.space_id as "spaceId",t.weekday as "weekday",t.start_time as "startTime",t.end_time as "endTime"
  from class_sessions t
  where t.course_id = $1::int4 and true and true
  order by "weekday", "startTime", "id"
  limit 51;

-- wave
select t.id as "id",t.building_id as "buildingId",t.name as "name",t.kind as "kind"
  from spaces t
  where t.id = any($1::int4[]);

select t.id as "id",t.class_session_id as "classSessionId",t.department as "department",t.year_group as "yearGroup"
  from class_groups t
  where t.class_session_id = any($1::int4[])
  order by t.department, t.year_group;

select t.id as "id",t.name as "name",t.time_zone as "timeZone"
  from terms t
  where t.id = any($1::int4[]);

-- wave
select t.id as "id",t.name as "name",t.latitude as "latitude",t.longitude as "longitude"
  from buildings t
  where t.id = any($1::int4[]);
