-- What Search sends

-- wave
select 0 as parent, count(*) as children
  from search_campus($1) t
  where t.kind = any($2::text[]);

select t.kind, t.id, t.name, t.rank
  from search_campus($1) t
  where t.kind = any($2::text[]) and true and true
  order by "rank" desc, "name", "kind", "id"
  limit 11;

-- wave
select t.id as "id",t.building_id as "buildingId",t.name as "name",t.kind as "kind",t.floor as "floor",t.capacity as "capacity",t.latitude as "latitude",t.longitude as "longitude"
  from spaces t
  where t.id = any($1::int4[]);

-- wave
select t.id as "id",t.name as "name",t.latitude as "latitude",t.longitude as "longitude"
  from buildings t
  where t.id = any($1::int4[]);
