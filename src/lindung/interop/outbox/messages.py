"""Which event tells whom what: one SELECT per source, in the shape `notices.services.notify_many` takes."""

from dataclasses import dataclass

from lindung.interop.outbox import logins
from lindung.notices.services import notify_many, notify_sponsors
from lindung.registry.queries import now


@dataclass(frozen=True)
class Source:
    """Events of one table by id; `sql` is a SELECT over ids low..high in the order notify_many wants."""

    table: str
    sql: str
    answers: str = ""
    """Where answers to old events are to be told too: a SELECT of the moment of the latest one."""
    sponsors: bool = False
    """Told to sponsors and branches: `sql` in the order notify_sponsors wants."""


_CLAIM = """
select t.template, 'claim-event:' || e.id, e.person_id, null::bigint, e.office_id,
  jsonb_build_object('number', c.number, 'programme', c.programme, 'due', c.due_on) || t.more,
  '/peserta/klaim/' || c.number || '/', e.at
from claims_claimevent e join claims_claim c on c.id = e.claim_id
cross join lateral (
  select 'claim_received' as template, '{}'::jsonb as more where e.kind = 'SUBMITTED'
  union all select 'death_received', '{}' where e.kind = 'DEATH_REPORTED'
  union all select 'claim_complete', '{}' where e.kind = 'COMPLETE' and e.at > c.submitted_at
  union all select 'claim_waiting', jsonb_build_object('reason', e.note)
    where e.kind in ('DOCUMENT_ASKED', 'DOCUMENT_REFUSED') and e.note <> ''
  union all select 'claim_decided', jsonb_build_object('amount', d.net) from claims_decision d
    where e.kind = 'AWARDED' and d.claim_id = c.id and d.status = 'APPROVED' and d.kind = 'AWARD' and d.approved_at =
    e.at union all select 'claim_returned', jsonb_build_object('reason', jsonb_build_object(
      'id', (select string_agg(coalesce(nullif(r ->> 'note', ''), r -> 'text' ->> 'id'), '; ')
             from jsonb_array_elements(d.reasons) r),
      'en', (select string_agg(coalesce(nullif(r ->> 'note', ''), r -> 'text' ->> 'en'), '; ')
             from jsonb_array_elements(d.reasons) r)))
    from claims_decision d where e.kind = 'RETURNED' and d.claim_id = c.id and d.kind = 'RETURN' and d.approved_at =
    e.at union all select 'claim_rejected', '{}' where e.kind = 'REJECTED'
  union all select 'claim_withdrawn', '{}' where e.kind = 'WITHDRAWN'
  union all select 'claim_paid', jsonb_build_object('amount', sum(o.amount), 'day', max(o.paid_on))
    from claims_paymentorder o where e.kind = 'PAID' and o.claim_id = c.id and o.status = 'PAID'
      and e.id = (select max(x.id) from claims_claimevent x where x.claim_id = c.id and x.kind = 'PAID' and x.at = e.at)
    having count(*) > 0
  union all select 'payment_failed', jsonb_build_object('reason', coalesce(nullif(e.note, ''), '-'))
    where e.kind = 'PAYMENT_FAILED'
  union all select 'appeal_received', jsonb_build_object('due', a.due_on) from claims_appeal a
    where e.kind = 'APPEALED' and a.claim_id = c.id and a.made_at = e.at
  union all select 'appeal_answered', '{}' where e.kind = 'APPEAL_ANSWERED'
) t
where e.id between %(low)s and %(high)s
"""

_SPELL = """
select case when v.sign = 1 then 'joined' when d.kind is null then 'left'
    else 'freed_' || lower(d.kind) end, 'spell-event:' || v.id, v.person_id, null::bigint,
v.office_id, jsonb_build_object('employer', e.name, 'day', case when v.sign = 1 then s.start_on else s.end_on end,
'kpj', s.kpj), '/peserta/pekerjaan/', v.made_at
from coverage_spellevent v join coverage_spell s on s.id = v.spell_id join registry_employer e on e.id = s.employer_id
-- whose firm works no more was reported by nobody: he hears why, and what he can do
left join collection_dormancy d on v.source = 'inactive:' || d.id and v.sign = -1
where v.id between %(low)s and %(high)s
  and (v.kind in ('JOINED', 'REACTIVATED') and v.sign = 1 and v.reason <> 'START'
       or v.kind = 'EXITED' and v.sign = -1 and v.reason not in ('DIED', 'ERROR') and s.end_on is not null)
union all
-- a wage earner's exit or registration that was taken back: he and the employer hear of it
select t.template || w.whom, t.template || w.whom || ':' || v.id, case w.whom when '' then v.person_id end,
  case w.whom when '' then null else v.employer_id end, v.office_id,
  jsonb_build_object('employer', e.name, 'name', p.name, 'day', v.on_date, 'reason', rtrim(v.source, '. ')),
  case w.whom when '' then '/peserta/pekerjaan/' else '/perusahaan/pekerja/' end, v.made_at
from coverage_spellevent v join coverage_spell s on s.id = v.spell_id join registry_employer e on e.id = s.employer_id
join registry_person p on p.id = v.person_id
cross join lateral (
  select 'exit_taken_back' as template where v.kind = 'EXITED' and v.sign = 1 and v.reason <> 'DIED'
    and s.exit_reason <> 'ERROR' and s.end_on is null
  union all select 'join_taken_back' where v.kind in ('JOINED', 'REACTIVATED') and v.sign = -1 and v.reason = 'ERROR'
) t
cross join (values (''), ('_firm')) w(whom)
where v.id between %(low)s and %(high)s and v.segment = 'PU' and p.died_on is null
union all
-- whose first day was moved hears of the old and the new one
select 'start_moved', 'start-moved:' || v.id, v.person_id, null::bigint, v.office_id,
  jsonb_build_object('employer', e.name, 'day', v.on_date, 'was', o.on_date, 'reason', rtrim(v.source, '. ')),
  '/peserta/pekerjaan/', v.made_at
from coverage_spellevent v join registry_employer e on e.id = v.employer_id
join registry_person p on p.id = v.person_id
cross join lateral (select x.on_date from coverage_spellevent x where x.spell_id = v.spell_id and x.id < v.id
  and x.sign = -1 and x.reason = 'START' order by x.id desc limit 1) o
where v.id between %(low)s and %(high)s and v.sign = 1 and v.reason = 'START' and p.died_on is null
union all
select 'bpu_lapsed', 'spell-event:' || v.id, v.person_id, null::bigint, v.office_id,
  jsonb_build_object('day', v.on_date), '/peserta/iuran/', v.made_at
from coverage_spellevent v
where v.id between %(low)s and %(high)s and v.kind = 'LAPSED' and v.sign = -1 and v.segment = 'BPU'
union all
-- who is covered by a sponsor
select 'sponsored', 'sponsored:' || v.id, v.person_id, null::bigint, v.office_id,
  jsonb_build_object('sponsor', b.sponsor, 'day', v.on_date), '/peserta/', v.made_at
from coverage_spellevent v join lateral (select sp.name as sponsor from reach_beneficiary b join reach_sponsor sp
  on sp.id = b.sponsor_id where b.spell_id = v.spell_id order by b.id limit 1) b on true
where v.id between %(low)s and %(high)s and v.sign = 1 and v.kind in ('JOINED', 'REACTIVATED') and v.reason <> 'START'
"""

_BILL = """
select 'report_posted', 'bill:' || b.id, null::bigint, b.employer_id, b.office_id,
  jsonb_build_object('month', b.month, 'code', b.code, 'amount', b.total, 'due', b.due_on),
  '/perusahaan/tagihan/' || b.code || '/', b.made_at
from contributions_bill b where b.id between %(low)s and %(high)s and b.total > 0
"""

# What the branch fills in for an employer, he hears of at once.
_HAND_IN = """
select 'reported_by_office', 'hand-in:' || r.id, null::bigint, r.employer_id, r.office_id,
  jsonb_build_object('month', w.month, 'office', o.name, 'name', h.brought_by, 'number', h.paper_no),
  '/perusahaan/laporan/' || w.id || '/', r.made_at
from contributions_handinreport r join contributions_handin h on h.id = r.hand_in_id
join contributions_wagereport w on w.id = r.report_id join registry_office o on o.id = r.office_id
where r.id between %(low)s and %(high)s
"""

# The worker hears of every change of his reported wage against the month before, at the same employer.
_WAGE = """
select 'wage_changed', 'wage:' || b.id || ':' || l.person_id, l.person_id, null::bigint, l.office_id,
  jsonb_build_object('month', b.month, 'employer', e.name, 'wage', l.wage, 'before', p.wage), '/peserta/pekerjaan/',
  b.made_at
from contributions_bill b
join registry_employer e on e.id = b.employer_id
join contributions_bill pb on pb.employer_id = b.employer_id and pb.version = 1
  and pb.month = (b.month - interval '1 month')::date
join contributions_line l on l.month = b.month and l.bill_id = b.id
join contributions_line p on p.month = pb.month and p.bill_id = pb.id and p.person_id = l.person_id
where b.id between %(low)s and %(high)s and b.version = 1 and l.wage <> p.wage
union all
-- and of every correction of it
select 'wage_corrected', 'wage:' || b.id || ':' || d.person_id, d.person_id, null::bigint, b.office_id,
  jsonb_build_object('month', b.month, 'employer', e.name, 'wage', coalesce(d.wage, 0), 'before', coalesce(d.before, 0),
    'reason', r.reason), '/peserta/pekerjaan/', b.made_at
from contributions_bill b
join registry_employer e on e.id = b.employer_id
join contributions_wagereport r on r.id = b.report_id
join contributions_bill pb on pb.employer_id = b.employer_id and pb.month = b.month and pb.version = b.version - 1
cross join lateral (
  select coalesce(n.person_id, o.person_id) as person_id, n.wage, o.wage as before from
    (select person_id, wage from contributions_wageline where month = b.month and report_id = b.report_id) n
    full join (select person_id, wage from contributions_wageline where month = b.month and report_id = pb.report_id) o
      on o.person_id = n.person_id where n.wage is distinct from o.wage) d
where b.id between %(low)s and %(high)s and b.version > 1
"""

# An objection tells the employer; his answer and the officer's tell the worker.
_DISPUTE = """
select 'dispute_opened', 'dispute:' || d.id, null::bigint, d.employer_id, d.office_id,
  jsonb_build_object('name', p.name, 'reply_by', d.reply_by), '/perusahaan/tanggapan/sanggahan/' || d.id || '/',
  d.made_at
from coverage_dispute d join registry_person p on p.id = d.person_id
where d.id between %(low)s and %(high)s and d.kind <> 'DEATH_EXIT' and d.reply_by is not null
union all
select 'dispute_answered', 'dispute-employer:' || d.id || ':' || extract(epoch from d.employer_answered_at)::bigint,
  d.person_id, null::bigint, d.office_id,
  jsonb_build_object('employer', e.name, 'answer', rtrim(d.employer_answer, '. ')),
  '/peserta/pekerjaan/', d.employer_answered_at
from coverage_dispute d join registry_employer e on e.id = d.employer_id
where d.id <= %(high)s and d.employer_answered_at is not null and d.closed_at is null
union all
select 'dispute_closed', 'dispute-closed:' || d.id, d.person_id, null::bigint, d.office_id,
  jsonb_build_object('employer', e.name, 'answer', rtrim(d.answer, '. ')), '/peserta/pekerjaan/', d.closed_at
from coverage_dispute d join registry_employer e on e.id = d.employer_id
where d.id <= %(high)s and d.closed_at is not null and d.kind <> 'DEATH_EXIT'
"""


_NOTICE = """
select 'exit_notice', 'exit-notice:' || n.id, null::bigint, n.employer_id, n.office_id,
  jsonb_build_object('name', p.name, 'day', n.left_on, 'reply_by', n.reply_by), '/perusahaan/', n.made_at
from coverage_exitnotice n join registry_person p on p.id = n.person_id where n.id between %(low)s and %(high)s
union all
select case n.status when 'ACCEPTED' then 'exit_accepted' else 'exit_objected' end, 'exit-answer:' || n.id || ':' ||
n.status, n.person_id, null::bigint, n.office_id, jsonb_build_object('employer', e.name, 'day', n.left_on),
'/peserta/pekerjaan/', coalesce(n.answered_at, n.made_at)
from coverage_exitnotice n join registry_employer e on e.id = n.employer_id
where n.id <= %(high)s and n.status in ('ACCEPTED', 'OBJECTED')
"""

# Whoever paid for himself hears that it arrived.
_ORDER = """
select 'order_paid', 'order-event:' || v.id, v.person_id, case when v.person_id is null then v.employer_id end,
  v.office_id, jsonb_build_object('code', o.code, 'amount', o.total, 'day', v.on_date),
  case when v.person_id is null then '/perusahaan/pekerja-migran/pesanan/' else '/peserta/iuran/' end || o.code || '/',
  v.made_at
from segments_orderevent v join segments_order o on o.id = v.order_id
where v.id between %(low)s and %(high)s and v.kind = 'PAID' and o.kind in ('BPU', 'PMI')
"""

_COLLECTION = """
select case when s.kind in ('SP1', 'SP2', 'SP3') then 'arrears_reminder'
    when s.kind in ('PLAN_APPROVED', 'PLAN_REFUSED') then 'plan_decided'
    when s.kind = 'CLOSED_DOWN' then 'employer_closed' when s.kind = 'INACTIVE' then 'employer_inactive'
    when s.kind = 'CLOSURE_REFUSED' then 'closure_refused'
    when s.kind = 'REACTIVATED' then 'employer_active' else 'collection_step' end,
  'collection-step:' || s.id, null::bigint, s.employer_id, s.office_id,
  jsonb_build_object('number', c.number, 'amount', coalesce(s.amount, 0), 'due', s.due_on,
    'day', coalesce(s.told ->> 'from', s.day::text), 'workers', coalesce((s.told ->> 'freed')::int, 0),
    'reason', coalesce(nullif(s.note, ''), '–'),
    'result', case s.kind when 'PLAN_APPROVED' then '{"id": "disetujui", "en": "approved"}'::jsonb
      else '{"id": "ditolak", "en": "refused"}'::jsonb end, 'step', w.words), '/perusahaan/tunggakan/', s.made_at
from collection_step s join collection_case c on c.id = s.case_id
join (values ('SP1', '{}'::jsonb), ('SP2', '{}'), ('SP3', '{}'), ('PLAN_APPROVED', '{}'), ('PLAN_REFUSED', '{}'),
  ('CLOSED_DOWN', '{}'), ('CLOSURE_REFUSED', '{}'), ('INACTIVE', '{}'), ('REACTIVATED', '{}'),
  ('DEMAND', '{"id": "surat tuntutan", "en": "demand after an inspection"}'),
  ('WARNING_1', '{"id": "teguran tertulis pertama", "en": "first written warning"}'),
  ('WARNING_2', '{"id": "teguran tertulis kedua", "en": "second written warning"}'),
  ('FINE', '{"id": "denda administratif", "en": "administrative fine"}'),
  ('DENIAL', '{"id": "permintaan tidak diberi pelayanan publik", "en": "request to deny public services"}'),
  ('SKK', '{"id": "surat kuasa khusus kepada kejaksaan", "en": "power of attorney to the prosecutor"}'),
  ('KPKNL', '{"id": "penyerahan kepada KPKNL", "en": "hand-over to the state receivables office"}'),
  ('OBJECTION_ANSWERED', '{"id": "sanggahan dijawab", "en": "objection answered"}')) w(kind, words) on w.kind = s.kind
where s.id between %(low)s and %(high)s and s.employer_id is not null
order by s.id
"""

_PMI = """
select case v.kind when 'JHT' then 'pmi_jht' else 'pmi_reported' end, 'pmi-event:' || v.id, v.person_id, null::bigint,
  v.office_id, jsonb_build_object('contract', p.contract_no, 'day', v.on_date, 'what', w.words,
    'by', coalesce(e.name, o.name),
    'amount', coalesce(nullif(regexp_replace(v.note, '[^0-9]', '', 'g'), '')::bigint, 0)),
  '/peserta/pekerjaan/', v.made_at
from segments_pmievent v join segments_pmiplacement p on p.id = v.placement_id
join registry_office o on o.id = v.office_id left join registry_employer e on e.id = v.employer_id
join (values ('DEPARTED', '{"id": "berangkat", "en": "departed"}'::jsonb),
  ('RETURNED', '{"id": "tiba di Indonesia", "en": "arrived in Indonesia"}'),
  ('HOME', '{"id": "tiba di rumah", "en": "arrived home"}'),
  ('FAILED', '{"id": "gagal berangkat", "en": "did not depart"}'),
  ('JHT', '{}')) w(kind, words) on w.kind = v.kind
where v.id between %(low)s and %(high)s
order by v.id
"""

_CARD = """
select case r.state when 'MERGED' then 'cards_merged' else 'cards_declined' end, 'card-request:' || r.id || ':' ||
  r.state, r.person_id, null::bigint, r.office_id,
  jsonb_build_object('kpj', r.kpj, 'answer', coalesce(nullif(rtrim(r.answer, '. '), ''), '–')), '/peserta/kartu/',
  r.decided_at
from registry_cardrequest r where r.id <= %(high)s and r.state in ('MERGED', 'DECLINED')
"""

# Whose data an officer changes hears it when proposed and when settled; what he did himself needs no message.
_DATA = """
with what as (select c.*, (select jsonb_build_object('id', string_agg(w.id, ', ' order by w.place), 'en',
    string_agg(w.en, ', ' order by w.place)) from (values (1, 'nik', 'NIK', 'NIK'), (2, 'name', 'nama', 'name'),
    (3, 'birth_date', 'tanggal lahir', 'birth date'), (4, 'birth_place', 'tempat lahir', 'place of birth'),
    (5, 'sex', 'jenis kelamin', 'sex'), (6, 'mother_name', 'nama ibu kandung', 'mother''s name'),
    (7, 'died_on', 'tanggal meninggal', 'date of death'), (8, 'phone', 'telepon', 'phone'), (9, 'email', 'e-mail',
    'e-mail'), (10, 'address', 'alamat', 'address'), (11, 'npwp', 'NPWP', 'NPWP')) w(place, field, id, en)
    where c.changes ? w.field) as words
  from registry_personchange c where c.id <= %(high)s and c.proposed_by is not null)
select t.template, 'person-change:' || w.id || ':' || t.template, w.person_id, null::bigint, w.office_id,
  jsonb_build_object('what', w.words, 'answer', coalesce(nullif(rtrim(w.answer, '. '), ''), '–')), '/peserta/profil/',
  t.at
from what w cross join lateral (
  select 'data_proposed' as template, w.proposed_at as at where w.two
  union all select 'data_changed', w.decided_at where w.state = 'DONE'
  union all select 'data_declined', w.decided_at where w.state = 'DECLINED'
) t
union all
select 'data_declined', 'person-change:' || c.id || ':data_declined', c.person_id, null::bigint, c.office_id,
  jsonb_build_object('what', '{"id": "data yang Anda minta", "en": "what you asked for"}'::jsonb, 'answer',
    coalesce(nullif(rtrim(c.answer, '. '), ''), '–')), '/peserta/profil/', c.decided_at
from registry_personchange c where c.id <= %(high)s and c.state = 'DECLINED' and c.proposed_by is null
"""

# Whose sponsor stops paying hears what he may do.
_OFFER = """
select 'sponsor_offer', 'sponsor-offer:' || f.id, f.person_id, null::bigint, f.office_id,
  jsonb_build_object('sponsor', sp.name, 'code', o.code, 'amount', o.total, 'month', o.first_month,
    'day', o.expires_on), '/peserta/iuran/' || o.code || '/', f.made_at
from reach_offer f join reach_sponsor sp on sp.id = f.sponsor_id join segments_order o on o.id = f.order_id
where f.id between %(low)s and %(high)s
"""

# A budget that ends soon is told to who pays and to his branch.
_ALARM = """
select t.template, t.template || ':' || m.id, case t.template when 'sponsor_budget_ends' then m.sponsor_id end,
  m.office_id, jsonb_build_object('sponsor', sp.name, 'agreement', a.number, 'day', m.ends_on, 'left', m.money_left,
    'cost', m.monthly_cost, 'people', m.people), t.link || m.agreement_id || '/', %(now)s::timestamptz
from reach_alarm m join reach_agreement a on a.id = m.agreement_id join reach_sponsor sp on sp.id = m.sponsor_id
cross join (values ('sponsor_budget_ends', '/sponsor/perjanjian/'), ('branch_budget_ends',
  '/petugas/sponsor/perjanjian/')) t(template, link)
where m.id between %(low)s and %(high)s
"""

_LIST = """
select 'sponsor_list_answered', 'sponsor-list:' || t.id, t.sponsor_id, t.office_id,
  jsonb_build_object('name', t.name, 'agreement', a.number, 'rows', t.rows_in, 'done', t.done, 'already', t.already,
    'refused', t.refused), '/sponsor/perjanjian/' || t.agreement_id || '/daftar/' || t.id || '/', %(now)s::timestamptz
from reach_listtaken t join reach_agreement a on a.id = t.agreement_id where t.id between %(low)s and %(high)s
"""

_PROPOSAL = """
with what as (select p.*, a.number, sp.name as sponsor, case p.kind
    when 'RENEW' then '{"id": "perpanjangan", "en": "a renewal"}'::jsonb
    else '{"id": "peserta meneruskan sendiri", "en": "that its people go on by themselves"}' end as words
  from reach_proposal p join reach_agreement a on a.id = p.agreement_id join reach_sponsor sp on sp.id = p.sponsor_id
  where p.id <= %(high)s)
select 'sponsor_proposal', 'sponsor-proposal:' || p.id, null::bigint, p.office_id,
  jsonb_build_object('sponsor', p.sponsor, 'agreement', p.number, 'what', p.words), '/petugas/sponsor/usulan/' || p.id
  || '/', %(now)s::timestamptz from what p where p.id >= %(low)s
union all
select 'sponsor_proposal_answered', 'sponsor-proposal-answered:' || p.id, p.sponsor_id, p.office_id,
  jsonb_build_object('agreement', p.number, 'what', p.words, 'answer', coalesce(nullif(rtrim(p.answer, '. '), ''), '–'),
    'result', case p.state when 'ACCEPTED' then '{"id": "disetujui", "en": "accepted"}'::jsonb
      else '{"id": "tidak disetujui", "en": "declined"}' end), '/sponsor/usulan/' || p.id || '/', %(now)s::timestamptz
from what p where p.state in ('ACCEPTED', 'DECLINED')
"""

SOURCES: dict[str, Source] = {
    "claims": Source("claims_claimevent", _CLAIM),
    "cover": Source("coverage_spellevent", _SPELL),
    "bills": Source("contributions_bill", _BILL),
    "hand_ins": Source("contributions_handinreport", _HAND_IN),
    "wages": Source("contributions_bill", _WAGE),
    "orders": Source("segments_orderevent", _ORDER),
    "migrants": Source("segments_pmievent", _PMI),
    "exits": Source("coverage_exitnotice", _NOTICE, "select max(answered_at) from coverage_exitnotice"),
    "disputes": Source(
        "coverage_dispute", _DISPUTE, "select greatest(max(employer_answered_at), max(closed_at)) from coverage_dispute"
    ),
    "cards": Source("registry_cardrequest", _CARD, "select max(decided_at) from registry_cardrequest"),
    "data": Source(
        "registry_personchange", _DATA, "select greatest(max(proposed_at), max(decided_at)) from registry_personchange"
    ),
    "collection": Source("collection_step", _COLLECTION),
    "offers": Source("reach_offer", _OFFER),
    "logins": Source("access_loginevent", logins.EMPLOYERS),
    "sponsor_logins": Source("access_loginevent", logins.SPONSORS, sponsors=True),
    "sponsor_alarms": Source("reach_alarm", _ALARM, sponsors=True),
    "sponsor_lists": Source("reach_listtaken", _LIST, sponsors=True),
    "sponsor_proposals": Source(
        "reach_proposal", _PROPOSAL, "select max(answered_at) from reach_proposal", sponsors=True
    ),
}


def tell(source: str, low: int, high: int) -> int:
    """Make the messages about events `low`..`high` of a source (one of SOURCES); returns how many were new.

    Answers to exit notices come later than the notice: each call looks at all of them up to `high`. Raises KeyError.
    """
    found = SOURCES[source]
    if found.sponsors:
        return notify_sponsors(found.sql, {"low": low, "high": high, "now": now()})
    return notify_many(found.sql, {"low": low, "high": high})
