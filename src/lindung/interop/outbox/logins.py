"""What was done to a login is told to the employer or the sponsor it acts for; the reason stays with its owner."""

_TOLD = """
from access_loginevent e join access_user u on u.id = e.user_id join access_mandate m on m.user_id = e.user_id
  and m.valid_from <= lindung_today() and (m.valid_to is null or m.valid_to >= lindung_today())
"""

_EVENTS = """
where e.id between %(low)s and %(high)s
  and e.kind in ('MADE', 'PASSWORD_RESET', 'FACTOR_RESET', 'CLOSED', 'REOPENED')
order by e.id, m.id
"""

_WHAT = "select 'login_' || lower(e.kind), 'login-event:' || e.id || ':' || m.id,"

EMPLOYERS = (
    f"{_WHAT} null::bigint, f.id, f.office_id, jsonb_build_object('username', u.username), '', e.at{_TOLD}"
    f"join registry_employer f on f.id = m.employer_id{_EVENTS}"
)

SPONSORS = (
    f"{_WHAT} s.id, s.office_id, jsonb_build_object('username', u.username), '', e.at{_TOLD}"
    f"join reach_sponsor s on s.id = m.sponsor_id{_EVENTS}"
)
