"""Proofs of coverage: events and spells tell one story, stock and flow agree, nobody is covered after his death."""

from lindung.base.db import rows, scalar
from lindung.base.proofs import Proof

_PAGE = 25

# What the events of a spell add up to, day by day: +1 on its first day, -1 on its last; nothing for one taken back.
_TOLD_DIFFERENTLY = """
select spell_id, day, sum(told)::int as told, sum(stands)::int as stands from (
  select spell_id, on_date as day, sign * (case when kind in ('JOINED', 'REACTIVATED') then 1 else 1000 end) as told,
         0 as stands from coverage_spellevent
  union all select id, start_on, 0, 1 from coverage_spell where exit_reason <> 'ERROR'
  union all select id, end_on, 0, -1000 from coverage_spell where exit_reason <> 'ERROR' and end_on is not null) x
group by 1, 2 having sum(told) <> sum(stands)
"""

# Months, offices and segments where opening + flows, from the events, differ from the spells counted directly.
_FLOW_DIFFERS = """
with event as (
  select office_id, segment, date_trunc('month', on_date)::date as month, sum(sign) as net
  from coverage_spellevent group by 1, 2, 3),
spell as (
  select office_id, segment, date_trunc('month', day)::date as month, sum(step) as net from (
    select office_id, segment, start_on as day, 1 as step from coverage_spell where exit_reason <> 'ERROR'
    union all select office_id, segment, end_on, -1 from coverage_spell
    where exit_reason <> 'ERROR' and end_on is not null) x group by 1, 2, 3),
closing as (
  select office_id, segment, month, sum(coalesce(e.net, 0)) over w as from_events, sum(coalesce(s.net, 0)) over w
         as from_spells
  from event e full join spell s using (office_id, segment, month)
  window w as (partition by office_id, segment order by month))
select office_id, segment, month, from_events::int, from_spells::int from closing where from_events <> from_spells
"""

# Offices and segments where the lapses of the events differ from the spells that ended for want of payment, or the
# other exits from the spells that ended otherwise: who does not pay is not who left.
_LAPSE_DIFFERS = """
select office_id, segment, sum(lapsed)::int as lapsed, sum(exited)::int as exited from (
  select office_id, segment, case kind when 'LAPSED' then -sign else 0 end as lapsed,
         case kind when 'EXITED' then -sign else 0 end as exited
  from coverage_spellevent where kind in ('LAPSED', 'EXITED')
  union all select office_id, segment, case exit_reason when 'LAPSED' then -1 else 0 end,
         case exit_reason when 'LAPSED' then 0 else -1 end
  from coverage_spell where end_on is not null and exit_reason <> 'ERROR') x
group by 1, 2 having sum(lapsed) <> 0 or sum(exited) <> 0
"""


def _none(proof_id: str, title_id: str, title_en: str, sql: str) -> Proof:
    count = int(scalar(f"select count(*) from ({sql}) x"))
    return Proof(proof_id, title_id, title_en, count, 0, tuple(rows(f"{sql} limit {_PAGE}") if count else ()))


def proofs() -> list[Proof]:
    """All proofs of coverage; run as the system role to see every row."""
    return [
        _none(
            "coverage.events_are_spells",
            "Peristiwa setiap masa kepesertaan menghasilkan tanggal mulai dan akhirnya",
            "The events of every spell add up to its first and last day",
            _TOLD_DIFFERENTLY,
        ),
        Proof(
            "coverage.stock",
            "Jumlah semua peristiwa sama dengan masa kepesertaan yang masih berjalan",
            "All events add up to the spells still running",
            int(scalar("select coalesce(sum(sign), 0) from coverage_spellevent")),
            int(scalar("select count(*) from coverage_spell where end_on is null")),
        ),
        _none(
            "coverage.flow",
            "Setiap bulan dan kantor: saldo akhir = saldo awal + masuk + aktif kembali − gugur − keluar",
            "Every month and office: closing = opening + joined + reactivated − lapsed − exited",
            _FLOW_DIFFERS,
        ),
        _none(
            "coverage.lapsed_or_left",
            "Setiap kantor dan segmen: yang gugur karena tidak membayar terpisah dari yang keluar",
            "Every office and segment: who lapsed unpaid stands apart from who left",
            _LAPSE_DIFFERS,
        ),
        _none(
            "coverage.not_after_death",
            "Tidak ada kepesertaan sesudah kematian",
            "No cover after death",
            "select s.id, s.person_id, p.died_on, s.end_on from coverage_spell s join registry_person p"
            " on p.id = s.person_id where p.died_on is not null and s.exit_reason <> 'ERROR'"
            " and (s.end_on is null or s.end_on > p.died_on)",
        ),
        _none(
            "coverage.death_ends_on_its_day",
            "Masa yang berakhir karena kematian berakhir pada hari kematian",
            "A spell that ended by death ended on the day of death",
            "select s.id, s.person_id, s.end_on, p.died_on from coverage_spell s join registry_person p"
            " on p.id = s.person_id where s.exit_reason = 'DIED' and p.died_on is distinct from s.end_on",
        ),
        _none(
            "coverage.number",
            "Setiap masa kepesertaan memakai nomor milik orangnya",
            "Every spell carries a number of its person",
            "select s.id, s.kpj, s.person_id from coverage_spell s where not exists"
            " (select 1 from registry_membernumber n where n.kpj = s.kpj and n.person_id = s.person_id)",
        ),
        _none(
            "coverage.merged",
            "Tidak ada masa kepesertaan pada data orang yang sudah digabungkan",
            "No spell under a record that was merged",
            "select s.id, s.person_id from coverage_spell s join registry_person p on p.id = s.person_id"
            " where p.merged_into_id is not null",
        ),
    ]
