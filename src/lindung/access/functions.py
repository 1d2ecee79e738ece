"""SQL functions that row-level security and the trail of writes rest on; applied before all rights."""

FUNCTIONS = """
create or replace function lindung_scope() returns text language sql stable
  as $$ select coalesce(current_setting('lindung.scope', true), '') $$;
create or replace function lindung_offices() returns bigint[] language sql stable
  as $$ select coalesce(nullif(current_setting('lindung.offices', true), ''), '{}')::bigint[] $$;
create or replace function lindung_employer() returns bigint language sql stable
  as $$ select nullif(current_setting('lindung.employer', true), '')::bigint $$;
create or replace function lindung_sponsor() returns bigint language sql stable
  as $$ select nullif(current_setting('lindung.sponsor', true), '')::bigint $$;
create or replace function lindung_person() returns bigint language sql stable
  as $$ select nullif(current_setting('lindung.person', true), '')::bigint $$;

-- The business day, as registry.queries.today says it.
create or replace function lindung_today() returns date language sql stable
  as $$ select coalesce((select day from registry_businessday), (now() at time zone 'Asia/Jakarta')::date) $$;

create or replace function lindung_people() returns bigint[] language sql stable
  as $$ select coalesce(nullif(current_setting('lindung.people', true), ''), '{}')::bigint[] $$;

-- Asked before anybody's scope is known: the record a person lives under, then the records merged into it. Only ids.
create or replace function lindung_one_person(id bigint) returns bigint[]
language sql stable security definer set search_path = public, pg_temp as $$
  with kept as (select coalesce(p.merged_into_id, p.id) as id from registry_person p where p.id = $1)
  select k.id || coalesce(array(select m.id from registry_person m where m.merged_into_id = k.id order by m.id), '{}')
  from kept k $$;

-- Whether a spell is cover through somebody else than who gave an activation code; an office may give one for any.
create or replace function lindung_others_cover(way text, giver bigint, employer bigint, segment text) returns boolean
language sql immutable
  as $$ select case way when 'EMPLOYER' then employer is distinct from giver when 'SELF' then segment <> 'BPU'
    else false end $$;

-- Why a member's login opens nothing at the moment, or an empty text; asked before anybody's scope is known.
-- OTHER: records were merged, and another login of
-- the same human being is kept: one whose owner's identity an office has looked at, then that of the record kept, then
-- the newest. UNCHECKED: the code came from an employer (or from what he paid for himself), and by now somebody else
-- covers him too, whose data it must not open before an office has looked at his identity.
create or replace function lindung_member_rests(mandate bigint) returns text
language sql stable security definer set search_path = public, pg_temp as $$
  with mine as (select m.person_id, lindung_one_person(m.person_id) as people from access_mandate m where m.id = $1),
  held as (
    select m.id, a.way, a.employer_id, m.person_id = mine.people[1] as kept
    from mine join access_mandate m on m.person_id = any(mine.people) and m.role = 'MEMBER'
      and m.valid_from <= lindung_today() and (m.valid_to is null or m.valid_to >= lindung_today())
    left join lateral (select a.way, a.employer_id from access_activation a where a.user_id = m.user_id
      and a.used_at is not null order by a.used_at desc, a.id desc limit 1) a on true)
  select case
    when $1 <> (select h.id from held h order by coalesce(h.way, 'BRANCH') = 'BRANCH' desc, h.kept desc, h.id desc
      limit 1) then 'OTHER'
    when exists (select 1 from held h, mine join coverage_spell s on s.person_id = any(mine.people)
      and s.exit_reason <> 'ERROR' where h.id = $1 and lindung_others_cover(h.way, h.employer_id, s.employer_id,
      s.segment)) then 'UNCHECKED'
    else '' end $$;

-- The trail of writes: one statement trigger for any table, whole rows before and after, file contents and secrets
-- left out.
create or replace function lindung_audit() returns trigger
language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  who bigint := nullif(current_setting('lindung.user', true), '')::bigint;
  doing text := coalesce(current_setting('lindung.act', true), '');
  hidden constant text[] := '{content,pdf,password,secret,sha256,trace}';  -- a decision's trace never changes
  -- planned for the rows at hand, and rows are paired by the key in its own type
  wanted text := case tg_op
    when 'INSERT' then 'n.%1$I::text, null, to_jsonb(n) - $5 from n'
    when 'UPDATE' then 'n.%1$I::text, to_jsonb(o) - $5, to_jsonb(n) - $5 from n join o on o.%1$I = n.%1$I'
    else 'o.%1$I::text, to_jsonb(o) - $5, null from o' end;
begin
  execute format('insert into access_auditentry (at, user_id, act, table_name, operation, row_key, before, after)'
    ' select clock_timestamp(), $1, $2, $3, $4, ' || wanted, tg_argv[0])
    using who, doing, tg_table_name::text, tg_op, hidden;
  return null;
end $$;
"""
