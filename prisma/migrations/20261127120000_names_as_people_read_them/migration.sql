-- Names of terms, buildings, rooms of a building and courses are unique as people read them. Where two are alike the newer
-- one gets a number, a line for the operator and an entry in the audit trail.

lock table buildings, spaces, terms, courses in access exclusive mode;

-- "coe 354" and "COE354" are one course.
create function fold_code(code text) returns text
language sql immutable strict parallel safe
return replace(fold_name(code), ' ', '');

alter table buildings add column folded_name text collate "C" not null generated always as (fold_name(name)) stored;
alter table spaces add column folded_name text collate "C" not null generated always as (fold_name(name)) stored;
alter table terms add column folded_name text collate "C" not null generated always as (fold_name(name)) stored;
alter table courses add column folded_code text collate "C" not null generated always as (fold_code(code)) stored;

-- `within`: the column within whose values names must differ; null where all must.
create function tell_apart(kind text, things text, label text, within text) returns void
language plpgsql
as $$
declare
  newer record;
  suffix text;
  chosen text;
  taken boolean;
begin
  execute format('create index telling_apart on %I (folded_%s)', things, label);
  for newer in execute format(
    'select * from (
       select id, %2$I as label, length(folded_%2$s) as length, first_value(%2$I) over alike as older,
         row_number() over alike as place
       from %1$I window alike as (partition by %3$s order by id)
     ) as ranked where place > 1 order by id', things, label, concat_ws(', ', within, 'folded_' || label))
  loop
    for number in newer.place .. 2147483647 loop
      suffix := format(' (%s)', number);
      -- Of the few letters that are many when folded, what is added must be within those that count.
      chosen := left(newer.label, case when newer.length > 500 then 20 else 200 - length(suffix) end) || suffix;
      execute format(
        'select exists (select from %1$I o join %1$I t on %3$s where o.folded_%2$s = fold_%2$s($1) and t.id = $2)',
        things, label, coalesce('o.' || within || ' = t.' || within, 'true')) into taken using chosen, newer.id;
      exit when not taken;
    end loop;
    execute format('update %I set %I = $1 where id = $2', things, label) using chosen, newer.id;
    insert into audit_entries (action, summary) values ('RENAMED', format(
      'The %s %s (id %s) became %s, since there was %s.',
      kind, to_json(newer.label), newer.id, to_json(chosen), to_json(newer.older)));
    -- This level reaches the operator whatever the session's settings are.
    raise info 'Renamed the % % (id %) to %, since there is %.',
      kind, to_json(newer.label), newer.id, to_json(chosen), to_json(newer.older);
  end loop;
  drop index telling_apart;
end
$$;

select tell_apart('building', 'buildings', 'name', null);
select tell_apart('room', 'spaces', 'name', 'building_id');
select tell_apart('term', 'terms', 'name', null);
select tell_apart('course', 'courses', 'code', null);
drop function tell_apart;

-- The indexes on the names themselves stay, for what is written to these tables from outside ("on conflict (name)").
create unique index buildings_folded_name_key on buildings (folded_name);
create unique index spaces_building_id_folded_name_key on spaces (building_id, folded_name);
create unique index terms_folded_name_key on terms (folded_name);
create unique index courses_folded_code_key on courses (folded_code);
drop index courses_code_key;
