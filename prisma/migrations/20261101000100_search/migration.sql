-- Search by name, forgiving a slip of the finger.

create extension if not exists pg_trgm;
create extension if not exists fuzzystrmatch;

-- Folding case wants the database's own collation, not "C", which folds nothing beyond ASCII.
create index buildings_name_trgm_idx on buildings using gin ((name collate "default") gin_trgm_ops);
create index spaces_name_trgm_idx on spaces using gin ((name collate "default") gin_trgm_ops);
create index courses_code_trgm_idx on courses using gin ((code collate "default") gin_trgm_ops);
create index courses_title_trgm_idx on courses using gin (title gin_trgm_ops);
create index users_username_trgm_idx on users using gin ((username collate "default") gin_trgm_ops);

-- How many slips of the finger lie between two words: letters dropped, doubled or mistaken, and two letters swapped
-- count as one slip each. Null for more than two slips, and for words so short that two slips make any other of them.
-- Levenshtein takes a swap for two mistakes; it was one where each word has only letters of the other.
create function slips(name text, query text) returns integer
language sql immutable parallel safe
return case
  when length(name) not between greatest(4, length(query) - 2) and least(255, length(query) + 2) then null
  when length(query) not between 4 and 255 then null
  else case levenshtein_less_equal(name, query, 2)
    when 0 then 0
    when 1 then 1
    when 2 then case
      when length(name) = length(query) and translate(name, query, '') = '' and translate(query, name, '') = '' then 1
      else 2
    end
  end
end;

-- How well a name answers a query, in (0, 3]: 3 the name itself, 2 the name but for spaces, above 1 the name's
-- beginning, 0.9 and 0.75 a slip or two away from it, else the likeness of the trigrams. A whole name that is alike
-- beats one word of it.
create function search_rank(name text, query text) returns float8
language sql immutable parallel safe
return case
  when lower(name) = lower(query) then 3
  when lower(replace(name, ' ', '')) = lower(replace(query, ' ', '')) then 2
  when starts_with(lower(name), lower(query)) then 1 + similarity(name, query)
  else greatest(
    1.05 - 0.15 * slips(lower(name), lower(query)),
    similarity(name, query),
    0.8 * word_similarity(query, name)
  )
end;

-- Everything on campus whose name is like the query. The thresholds are low enough for one letter dropped,
-- doubled or swapped in a name of five; `search_rank` puts the best first.
create function search_campus(query text) returns table (kind text, id integer, name text, rank float8)
language sql stable parallel safe
set pg_trgm.similarity_threshold = 0.15
set pg_trgm.word_similarity_threshold = 0.5
as $$
  select 'BUILDING', b.id, b.name, search_rank(b.name collate "default", query)
  from buildings b
  where b.name collate "default" % query or b.name collate "default" %> query
  union all
  select s.kind::text, s.id, s.name, search_rank(s.name collate "default", query)
  from spaces s
  where s.name collate "default" % query or s.name collate "default" %> query
  union all
  select 'COURSE', c.id, c.code, greatest(search_rank(c.code collate "default", query), search_rank(c.title, query))
  from courses c
  where c.code collate "default" % query or c.code collate "default" %> query or c.title % query or c.title %> query
$$;
