"""What readers see beside the rows that are their own: conditions of row-level security, with places for columns."""

# An employer's clerk sees the people who are or were his workers, and those he is sending abroad.
OWN_WORKERS = (
    "(select lindung_scope()) = 'employer' and (exists (select 1 from coverage_spell s"
    " where s.person_id = {person} and s.employer_id = (select lindung_employer()))"
    " or exists (select 1 from segments_pmiplacement m"
    " where m.person_id = {person} and m.employer_id = (select lindung_employer())))"
)

# A member sees the employers he works or worked for.
OWN_EMPLOYERS = (
    "(select lindung_scope()) = 'member' and exists (select 1 from coverage_spell s"
    " where s.employer_id = {employer} and s.person_id = any((select lindung_people())::bigint[]))"
)

# A sponsor sees the people on his lists and the cover that his money gives them, as long as it does: whoever goes on
# alone, often under the same spell, is no longer his to look at. What he handed in himself stays in his own rows.
OWN_LISTS = (
    "(select lindung_scope()) = 'sponsor' and exists (select 1 from reach_beneficiary b"
    " where {row} and b.sponsor_id = (select lindung_sponsor()) and b.end_reason <> 'ERROR' and (b.last_month is null"
    " or greatest((b.last_month + interval '1 month' - interval '1 day')::date, b.covered_until)"
    " >= (select lindung_today())))"
)

# Of the cover of somebody still on his list a sponsor sees what his money gave: a spell that goes on beyond that is
# paid for by somebody else.
OWN_COVER = (
    "(select lindung_scope()) = 'sponsor' and exists (select 1 from reach_beneficiary b"
    " where b.spell_id = {spell}.id and b.sponsor_id = (select lindung_sponsor()) and b.end_reason <> 'ERROR' and ("
    "greatest((b.last_month + interval '1 month' - interval '1 day')::date, b.covered_until)"
    " >= (select lindung_today())"
    " or b.last_month is null and (b.covered_until is null or {spell}.end_on <= b.covered_until)))"
)

# A member knows who pays for him, and for what by which agreement.
OWN_SPONSOR = (
    "(select lindung_scope()) = 'member' and exists (select 1 from reach_beneficiary b where"
    " {row} and b.person_id = any((select lindung_people())::bigint[])"
    " and b.end_reason <> 'ERROR')"
)

# The owner of a login sees what was done to it, and so do administrators and auditors of the offices it works at; of a
# member's login, who serves him there.
OWN_LOGIN = (
    "{user} = nullif(current_setting('lindung.user', true), '')::bigint or (select lindung_scope()) = 'staff'"
    " and (select coalesce(current_setting('lindung.roles', true), '')) in ('AUDITOR', 'ADMIN') and exists (select 1"
    " from access_mandate m left join registry_employer e on e.id = m.employer_id"
    " left join reach_sponsor s on s.id = m.sponsor_id where m.user_id = {user}"
    " and coalesce(m.office_id, e.office_id, s.office_id) = any((select lindung_offices())::bigint[]))"
    " or (select lindung_scope()) = 'staff' and (select coalesce(current_setting('lindung.roles', true), ''))"
    " in ('CLAIMS_OFFICER', 'CONTRIBUTION_OFFICER', 'AUDITOR', 'ADMIN') and exists (select 1 from access_mandate m"
    " join registry_person p on p.id = m.person_id where m.user_id = {user}"
    " and p.office_id = any((select lindung_offices())::bigint[]))"
)

# A sponsor sees his orders whole: what became of them, and whom they name.
OWN_ORDERS = (
    "(select lindung_scope()) = 'sponsor' and exists (select 1 from reach_sponsoredorder so"
    " where so.order_id = {order} and so.sponsor_id = (select lindung_sponsor()))"
)
