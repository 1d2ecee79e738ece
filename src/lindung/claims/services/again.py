"""A death reported again: no second claim, and nothing of the report is lost.

Papers go to the claims that are there. What may change who is paid (an heir who is not on record, a work accident,
somebody else who buried) holds what is not paid yet until an officer has answered it; another date and further papers
are asked about meanwhile, and after the payment everything is a question to the branch.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lindung.base.db import act, fetch, run
from lindung.claims import once, shares
from lindung.claims.errors import ClaimRefused
from lindung.claims.models import Claim, LaterReport
from lindung.claims.services.common import Submitted, event, locked, now
from lindung.claims.services.documents import attach_document
from lindung.claims.services.submit import resubmit
from lindung.registry import names
from lindung.registry.models import Relative
from lindung.registry.services import add_relative

HOLDING = frozenset({"HEIR", "ACCIDENT", "BURIER"})
"""What may change who is paid, or that anything is. Another date or further papers are asked about, but stop nobody: a
slip of a reporter's pen must not keep a family waiting."""


@dataclass(frozen=True)
class Standing:
    """A claim of a death that is there: open, returned, or paid (whole rupiah so far)."""

    claim_id: int
    number: str
    programme: str
    status: str
    outcome: str
    due_on: date | None
    complete: bool
    reporter: str
    relation: str
    paid: int

    @property
    def receipt(self) -> Submitted:
        return Submitted(self.claim_id, self.number, self.due_on, self.complete, new=False)


def death_claims(person_id: int) -> list[Standing]:
    """The death claims of a person, under whatever record, that were neither rejected nor withdrawn; JKM first."""
    return [
        Standing(*row)
        for row in fetch(
            "select c.id, c.number, c.programme, c.status, c.outcome, c.due_on, c.complete_at is not null,"
            " c.claimant_name, c.claimant_relation, coalesce((select sum(o.amount) from claims_paymentorder o"
            " where o.claim_id = c.id and o.status = 'PAID'), 0)::bigint from claims_claim c"
            " where c.person_id = any(%s) and c.basis = 'RULED' and c.ground = 'DEATH'"
            " and c.outcome not in ('REJECTED', 'WITHDRAWN') order by c.programme <> 'JKM', c.id",
            [once.records_of(person_id)],
        )
    ]


@dataclass(frozen=True)
class Told:
    """Another report of a death: who says what, with which papers."""

    reporter: str
    relation: str
    died_on: date
    known_death: date | None
    work_accident: bool
    burier: str
    kin: Sequence[Mapping[str, str]]
    files: Mapping[str, int]
    shown: frozenset[str]
    client_key: str | None
    channel: str
    at: datetime
    by: int | None


def keep_report(standing: Sequence[Standing], person_id: int, told: Told) -> LaterReport:
    """Keep another report with the first of these claims; what it puts in question holds what is not paid."""
    first = locked(standing[0].claim_id)
    asks = _asks(first, person_id, told)
    papers = [[code, file, _put(standing, code, file, told)] for code, file in sorted(told.files.items())]
    papers += [[code, None, ""] for code in sorted(told.shown - set(told.files))]
    if any(file and not number for _, file, number in papers):
        asks.append("PAPERS")
    kept = LaterReport.objects.create(
        claim_id=first.id,
        person_id=first.person_id,
        office_id=first.office_id,
        reporter=told.reporter[:120],
        relation=told.relation,
        channel=told.channel,
        died_on=told.died_on,
        work_accident=told.work_accident,
        burier=told.burier[:120],
        kin=list(told.kin),
        papers=papers,
        asks=asks,
        hold=not HOLDING.isdisjoint(asks),
        client_key=told.client_key,
        at=told.at,
        made_by=told.by,
        finding="" if asks else LaterReport.Finding.NOTHING,
        answered_at=None if asks else told.at,
    )
    event(locked(first.id), "REPORTED_AGAIN", told.at, by=told.by)
    if kept.hold:
        _take_out(person_id)
    return kept


def _asks(claim: Claim, person_id: int, told: Told) -> list[str]:
    """What a report puts in question of what the claims rest on."""
    asks = []
    named = [(told.relation, told.reporter)] if told.relation in Relative.Kind.values else []
    named += [(k["kind"], k["name"]) for k in told.kin]
    family = [heir for heir, _ in shares.relatives([person_id]).get(person_id, [])]
    if any(not any(kind == h.kind and _same(name, h.name) for h in family) for kind, name in named):
        asks.append("HEIR")
    if told.died_on not in (told.known_death, claim.event_on):
        asks.append("DATE")
    if told.work_accident and not claim.facts.get("work_accident"):
        asks.append("ACCIDENT")
    if told.burier and not _same(told.burier, str(claim.facts.get("burier") or "")):
        asks.append("BURIER")
    return asks


def _same(one: str, other: str) -> bool:
    return names.verdict(names.score(one, other)) == names.MATCH


def _put(standing: Sequence[Standing], code: str, file_id: int, told: Told) -> str:
    """Put a paper to the first claim that lacks it; its number, or "" where none does. A returned claim goes on."""
    found = fetch(
        "select c.id, c.number, c.outcome from claims_claim c join claims_claimdocument d on d.claim_id = c.id"
        " where c.id = any(%s) and (c.status <> 'COMPLETED' or c.outcome = 'RETURNED') and d.code = %s"
        " and not d.held and d.file_id is null order by c.programme <> 'JKM', c.id limit 1",
        [[s.claim_id for s in standing], code],
    )
    if not found:
        return ""
    claim_id, number, outcome = found[0]
    if outcome == "RETURNED":
        resubmit(claim_id, by=told.by, at=told.at)
    attach_document(claim_id, code, file_id, by=told.by, at=told.at)
    return str(number)


def _take_out(person_id: int) -> None:
    """Payments of the death that are in a batch nobody has sent yet leave it."""
    batches = fetch(
        "select b.id from claims_payoutbatch b where b.status = 'MADE' and exists (select 1 from claims_paymentorder o"
        " join claims_claim c on c.id = o.claim_id where o.batch_id = b.id and c.ground = 'DEATH'"
        " and o.person_id = any(%s)) order by b.id for update",
        [once.records_of(person_id)],
    )
    for (batch_id,) in batches:
        run(
            "with gone as (update claims_paymentorder o set batch_id = null from claims_claim c where c.id = o.claim_id"
            " and o.batch_id = %(batch)s and o.status = 'WAITING' and c.ground = 'DEATH'"
            " and o.person_id = any(%(people)s) returning o.amount)"
            " update claims_payoutbatch b set orders = orders - g.n, amount = b.amount - g.sum"
            " from (select count(*) as n, coalesce(sum(amount), 0) as sum from gone) g where b.id = %(batch)s",
            {"batch": batch_id, "people": once.records_of(person_id)},
        )


HELD = (
    "exists (select 1 from claims_laterreport l join registry_person lp on lp.id = l.person_id where l.hold"
    " and coalesce(lp.merged_into_id, lp.id) = (select coalesce(op.merged_into_id, op.id) from registry_person op"
    " where op.id = {person}))"
)
"""Whether a report about this person holds what his death pays."""


def waiting_reports(claim_ids: Sequence[int]) -> dict[int, ClaimRefused]:
    """Those of these claims whose award must wait for the answer to another report of the death."""
    return {
        claim: ClaimRefused("report_open", number=number, who=who)
        for claim, number, who in fetch(
            "select distinct on (c.id) c.id, r.number, l.reporter from claims_claim c"
            " join registry_person p on p.id = c.person_id"
            " join claims_laterreport l on l.hold and l.answered_at is null"
            " join registry_person lp on lp.id = l.person_id"
            " and coalesce(lp.merged_into_id, lp.id) = coalesce(p.merged_into_id, p.id)"
            " join claims_claim r on r.id = l.claim_id"
            " where c.id = any(%s) and c.ground = 'DEATH' order by c.id, l.id",
            [list(claim_ids)],
        )
    }


@act
def answer_report(report_id: int, finding: str, answer: str, by: int, *, at: datetime | None = None) -> LaterReport:
    """Say what another report of a death means: a new heir is put on record, and what was held goes on.

    Where something was awarded without the new heir and is not paid yet it stays held until the decision is corrected.
    Raises ClaimRefused: no_report, report_answered, reason_needed, report_no_kin; RegistryRefused for the relative.
    """
    report = LaterReport.objects.select_for_update().filter(id=report_id).first()
    if report is None:
        raise ClaimRefused("no_report")
    if report.answered_at is not None:
        raise ClaimRefused("report_answered")
    if finding not in LaterReport.Finding.values or not answer.strip():
        raise ClaimRefused("reason_needed", field="answer", what="jawaban atas laporan ini / the answer to this report")
    moment = at or now()
    person = _kept(report.person_id)
    if finding == LaterReport.Finding.HEIR:
        heirs = [(report.relation, report.reporter)] if report.relation in Relative.Kind.values else []
        heirs += [(k["kind"], k["name"]) for k in report.kin]
        if not heirs:
            raise ClaimRefused("report_no_kin", field="finding")
        for kind, name in heirs:
            add_relative(person, kind, name)
    report.finding, report.answer, report.answered_by, report.answered_at = finding, answer.strip()[:500], by, moment
    report.hold = report.hold and finding == LaterReport.Finding.HEIR and _unpaid(person)
    report.save(update_fields=["finding", "answer", "answered_by", "answered_at", "hold"])
    event(locked(report.claim_id), "REPORT_ANSWERED", moment, by=by, note=answer.strip(), public=False)
    return report


def _kept(person_id: int) -> int:
    return int(fetch("select coalesce(merged_into_id, id) from registry_person where id = %s", [person_id])[0][0])


def _unpaid(person_id: int) -> bool:
    """Whether a payment of the death is ordered and has not gone to the bank."""
    return bool(
        fetch(
            "select exists (select 1 from claims_paymentorder o join claims_claim c on c.id = o.claim_id"
            " where o.person_id = any(%s) and c.ground = 'DEATH' and o.status = 'WAITING')",
            [once.records_of(person_id)],
        )[0][0]
    )


def kin_of(relatives: Sequence[Any]) -> list[dict[str, str]]:
    """Relatives that a reporter names, as they are kept."""
    return [{"kind": kin.kind, "name": kin.name, "nik": kin.nik} for kin in relatives]
