"""Reporting a death: one submission for everything the member leaves to the family.

The death is recorded at once and never cancelled by a batch; cover is judged on the date of death whatever was
reported later.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from lindung.base.db import act, fetch, run
from lindung.claims import facts, moves, once, shares, verdict
from lindung.claims.balance import balances
from lindung.claims.clocks import local_day
from lindung.claims.cover import Cover, covers
from lindung.claims.errors import ClaimRefused
from lindung.claims.models import LaterReport
from lindung.claims.services.again import Standing, Told, death_claims, keep_report, kin_of
from lindung.claims.services.common import (
    Draft,
    Paper,
    Submitted,
    days_to_pay,
    events,
    known_requests,
    now,
    open_claims,
)
from lindung.claims.services.submit import accounts_of, open_already, papers_of
from lindung.claims.shares import Heir
from lindung.coverage.services import record_death
from lindung.ledger.chart import Acc
from lindung.registry.services import add_relative


@dataclass(frozen=True)
class Kin:
    """A relative the reporter names; `kind` as in the registry (SPOUSE, CHILD, PARENT, …)."""

    kind: str
    name: str
    nik: str = ""
    birth_date: date | None = None
    died_on: date | None = None


@dataclass(frozen=True)
class Found:
    """An entitlement the death opens. `claim` is set where a claim was opened for it now."""

    programme: str
    what: Mapping[str, str]
    amount: int | None
    claim: Submitted | None = None


@dataclass(frozen=True)
class DeathReport:
    """What the reporter is told: claims with numbers and due dates, what else was found, heirs and expected shares.

    `shares`: (name, relation, rupiah) of the death benefit, funeral included. `papers`: the list, once for all claims.
    Where somebody had reported the death before, `standing` are the claims that are there and `later` is how this
    report is kept with them; shares and amounts are then not told.
    """

    person_id: int
    died_on: date
    claims: tuple[Submitted, ...]
    found: tuple[Found, ...]
    covered: bool
    shares: tuple[tuple[str, str, int], ...]
    papers: tuple[Paper, ...]
    new: bool = True
    standing: tuple[Standing, ...] = ()
    later: LaterReport | None = None


@dataclass(frozen=True)
class _Given:
    files: Mapping[str, int]
    shown: frozenset[str]
    moment: datetime
    channel: str
    reporter: str
    relation: str
    client_key: str | None
    by: int | None
    more: dict[str, Any] = field(default_factory=dict)


@act
def report_death(
    reporter: str,
    relation: str,
    person_id: int,
    died_on: date,
    *,
    work_accident: bool = False,
    relatives: Sequence[Kin] = (),
    burier: str = "",
    account_id: int | None = None,
    files: Mapping[str, int] | None = None,
    shown: frozenset[str] = frozenset(),
    client_key: str | None = None,
    channel: str = "PORTAL",
    by: int | None = None,
    at: datetime | None = None,
) -> DeathReport:
    """Record a death and open every claim it gives a right to; the same `client_key` again gives the same claims.

    A death that has its claims, under whatever record of the person, gets no second one: the report is kept with them.
    `burier`: who arranged the funeral, paid on `account_id` where there are no heirs. Raises ClaimRefused: no_person,
    future_day, death_known, nothing_found, account_foreign, key_reused; RegistryRefused for the relatives.
    """
    moment = at or now()
    once.hold_people([person_id])
    known = facts.collect([facts.Asked(person_id, "DEATH", died_on)])[0]
    if known is None:
        raise ClaimRefused("no_person", field="person")
    if died_on > local_day(moment):
        raise ClaimRefused("future_day", field="died_on", day=died_on)
    if told := _told_before(person_id, client_key):
        return told
    again = _again(person_id, client_key)
    standing = [] if again else death_claims(person_id)
    if known.died_on not in (None, died_on) and not standing:
        raise ClaimRefused("death_known", field="died_on", known=known.died_on, given=died_on)
    if account_id is not None:
        account = accounts_of([account_id]).get(account_id)
        if account is None or account.person_id != person_id:
            raise ClaimRefused("account_foreign", field="account_id", name=burier or reporter)
    heard = Told(
        reporter, relation, died_on, known.died_on, work_accident, burier, kin_of(relatives), files or {},
        shown, client_key, channel, moment, by,
    )  # fmt: skip
    if standing and known.died_on not in (None, died_on):
        return _later(person_id, standing, keep_report(standing, person_id, heard))
    for kin in () if standing else relatives:
        add_relative(person_id, kin.kind, kin.name, nik=kin.nik, birth_date=kin.birth_date, died_on=kin.died_on)
    cover_before = covers([(person_id, died_on)], local_day(moment))[person_id, died_on]
    record_death(person_id, died_on, f"laporan: {relation}"[:60], by)
    known = facts.collect([facts.Asked(person_id, "DEATH", local_day(moment))])[0]
    assert known is not None
    cover = covers([(person_id, died_on)], local_day(moment))[person_id, died_on]
    living = shares.alive(shares.relatives([person_id]).get(person_id, []), died_on)
    own = balances([person_id], local_day(moment))[person_id]
    if not known.work and not own.total and not again:
        raise ClaimRefused("nothing_found", field="person", day=died_on)
    given = _Given(
        files or {}, shown, moment, channel, reporter, relation, client_key, by,
        {"work_accident": work_accident, "burier": burier, "cover_at_report": bool(cover_before.spells)},
    )  # fmt: skip
    answer = verdict.jkm(cover, work_accident, bool(living), died_on)
    papers = _papers(answer, known, given)
    drafts: list[Draft] = []
    there = {one.programme for one in standing}
    if known.work and not work_accident and "JKM" not in again and "JKM" not in there:
        drafts.append(_draft("JKM", known, died_on, papers, given, account_id))
    if own.total > 0 and "JHT" not in again:
        _close_living_claim(person_id, given)
        if person_id not in open_already([person_id], "JHT"):
            jht = verdict.jht(known, "DEATH", local_day(moment))
            listed = [_given(p, given) for p in papers_of(jht, known)]
            drafts.append(_draft("JHT", known, died_on, listed, given, None))
    opened = {d.programme: s for d, s in zip(drafts, open_claims(drafts), strict=True)}
    if standing:
        return _later(person_id, standing, keep_report(standing, person_id, heard), tuple(opened.values()))
    claims = again | opened
    benefit = _benefit(cover, answer, bool(living), died_on)
    everything = {p.code: p for d in drafts for p in d.papers} | {p.code: p for p in papers}
    return DeathReport(
        person_id=person_id,
        died_on=died_on,
        claims=tuple(claims.values()),
        found=tuple(_found(known, claims, benefit, own.total, work_accident, answer, living, died_on)),
        covered=bool(cover.through) and not answer.told,
        shares=tuple(_shares(benefit, living, burier, died_on)),
        papers=tuple(everything.values()),
        new=bool(opened),
    )


def _told_before(person_id: int, client_key: str | None) -> DeathReport | None:
    """What this very report was told, where it was kept as a later one."""
    kept = LaterReport.objects.filter(client_key=client_key).first() if client_key else None
    if kept is None:
        return None
    if kept.person_id not in once.records_of(person_id):
        raise ClaimRefused("key_reused", field="client_key", key=client_key)
    return replace(_later(person_id, death_claims(person_id), kept), new=False)


def _later(
    person_id: int, standing: Sequence[Standing], kept: LaterReport, opened: tuple[Submitted, ...] = ()
) -> DeathReport:
    return DeathReport(
        person_id=person_id,
        died_on=kept.died_on,
        claims=opened,
        found=(),
        covered=False,
        shares=(),
        papers=(),
        standing=tuple(standing),
        later=kept,
    )


def _benefit(cover: Cover, answer: verdict.DeathVerdict, has_heirs: bool, died_on: date) -> Mapping[str, int]:
    """The amounts to be expected; nothing where there is no right or no amount is known."""
    try:
        return verdict.jkm_amounts(cover, answer, has_heirs, died_on)[1] if answer.entitled else {}
    except ClaimRefused:
        return {}


def _again(person_id: int, client_key: str | None) -> dict[str, Submitted]:
    """The claims this very report has opened before, by programme."""
    out: dict[str, Submitted] = {}
    for programme in ("JKM", "JHT"):
        key = f"{client_key}:{programme}" if client_key else None
        earlier = known_requests([(key, person_id, programme, "DEATH")]).get(key or "")
        if isinstance(earlier, ClaimRefused):
            raise earlier
        if earlier:
            out[programme] = earlier
    return out


def _draft(
    programme: str, known: facts.Facts, died_on: date, papers: list[Paper], given: _Given, account_id: int | None
) -> Draft:
    return Draft(
        person_id=known.person_id,
        programme=programme,
        ground="DEATH",
        basis="RULED",
        event_on=died_on,
        at=given.moment,
        channel=given.channel,
        claimant_name=given.reporter,
        claimant_relation=given.relation,
        facts=dict(given.more),
        papers=papers,
        due_days=days_to_pay(programme, died_on),
        account_id=account_id,
        client_key=f"{given.client_key}:{programme}" if given.client_key else None,
        by=given.by,
        first_event="DEATH_REPORTED",
    )


def _papers(answer: verdict.Verdict, known: facts.Facts, given: _Given) -> list[Paper]:
    held = {"CARD": known.has_card}
    return [
        _given(Paper(d["code"], d["title"]["id"], d["title"]["en"], held.get(d["code"], False)), given)
        for d in answer.documents
    ]


def _given(paper: Paper, given: _Given) -> Paper:
    return replace(
        paper, held=paper.held or paper.code in given.shown, file_id=given.files.get(paper.code, paper.file_id)
    )


def _close_living_claim(person_id: int, given: _Given) -> None:
    """A JHT claim the member had begun and that is not awarded gives way to the heirs' claim; its papers stay
    readable."""
    begun = fetch(
        "select c.id from claims_claim c where c.person_id = %s and c.programme = 'JHT' and c.basis = 'RULED'"
        " and c.status <> 'COMPLETED' and c.ground <> 'DEATH' and not exists (select 1 from claims_decision d"
        " where d.claim_id = c.id and d.kind = 'AWARD' and d.status = 'APPROVED') for update",
        [person_id],
    )
    for (claim_id,) in begun:
        run("update claims_decision set status = 'SENT_BACK' where claim_id = %s and status = 'PROPOSED'", [claim_id])
        run(
            "update claims_claim set status = 'COMPLETED', outcome = 'WITHDRAWN', move = 'NOBODY', move_reason = %s,"
            " completed_at = %s where id = %s",
            [moves.why("done"), given.moment, claim_id],
        )
        note = "Diteruskan sebagai klaim ahli waris. / Continued as the heirs' claim."
        events([(claim_id, "WITHDRAWN", "NOBODY", note, True, given.moment, given.by)])


def _found(
    known: facts.Facts,
    claims: Mapping[str, Submitted],
    benefit: Mapping[str, int],
    balance: int,
    work_accident: bool,
    answer: verdict.DeathVerdict,
    living: Sequence[Heir],
    died_on: date,
) -> list[Found]:
    out = []
    if benefit:
        out.append(
            Found("JKM", {"id": "Santunan kematian", "en": "Death benefit"}, sum(benefit.values()), claims.get("JKM"))
        )
    elif "JKM" in claims and not answer.entitled:
        why = {
            lang: " ".join((verdict.sentence(answer, lang), answer.told.get(lang, ""))).strip() for lang in ("id", "en")
        }
        out.append(Found("JKM", why, 0, claims["JKM"]))
    if balance > 0:
        out.append(Found("JHT", {"id": "Saldo JHT", "en": "JHT balance"}, balance, claims.get("JHT")))
    if work_accident:
        out.append(
            Found(
                "JKK",
                {"id": "Santunan kematian karena kecelakaan kerja", "en": "Death benefit for a work accident"},
                None,
            )
        )
    jp = fetch(
        "select coalesce(sum(amount), 0)::bigint from ledger_memberposting where person_id = %s and account_id = %s",
        [known.person_id, int(Acc.JP_MEMBERS)],
    )[0][0]
    if jp > 0:
        out.append(
            Found(
                "JP", {"id": "Pensiun ahli waris atau pengembalian iuran", "en": "Survivors' pension or refund"}, None
            )
        )
    children = sum(heir.kind == "CHILD" for heir in living)
    if children and answer.entitled:
        out.append(
            Found(
                "JKM",
                {
                    "id": f"Beasiswa: {children} anak tercatat, syaratnya diperiksa",
                    "en": f"Scholarship: {children} children on record, conditions to be checked",
                },
                None,
            )
        )
    return out


def _shares(
    benefit: Mapping[str, int], living: Sequence[Heir], burier: str, died_on: date
) -> list[tuple[str, str, int]]:
    if not benefit or not (living or burier):
        return []
    parts, _ = shares.distribute("JKM", died_on, benefit, living, burier)
    kinds = {heir.relative_id: heir.kind for heir in living}
    totals: dict[tuple[str, str], int] = {}
    for part in parts:
        key = (part.name, kinds.get(part.relative_id or 0, "BURIER"))
        totals[key] = totals.get(key, 0) + part.amount
    return [(name, kind, amount) for (name, kind), amount in totals.items()]
