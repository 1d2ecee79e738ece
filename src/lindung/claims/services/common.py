"""What every claim service uses: the moment of an act, locked claims, events, opening claims in bulk."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from lindung import law
from lindung.base.db import fetch, rows, run, stage
from lindung.claims import moves
from lindung.claims.clocks import local_day
from lindung.claims.errors import ClaimRefused
from lindung.claims.models import Claim
from lindung.claims.tables import fresh_statistics, ids, numbers
from lindung.registry import queries as registry
from lindung.registry.queries import now as now  # the moment on the business day


def locked(claim_id: int) -> Claim:
    """The claim, held until the transaction ends. Raises ClaimRefused: no_claim."""
    try:
        return Claim.objects.select_for_update().get(id=claim_id)
    except Claim.DoesNotExist:
        raise ClaimRefused("no_claim") from None


def open_claim(claim_id: int) -> Claim:
    """As `locked`, refusing a completed claim."""
    claim = locked(claim_id)
    if claim.status == Claim.Status.COMPLETED:
        raise ClaimRefused("completed", number=claim.number)
    return claim


def move(claim: Claim, status: str, party: str, reason: str, *, outcome: str | None = None) -> None:
    """Set a claim's public status, whose move it is and why (a stored reason of `moves.why`)."""
    claim.status, claim.move, claim.move_reason = Claim.Status(status), Claim.Move(party), reason
    fields = ["status", "move", "move_reason"]
    if outcome is not None:
        claim.outcome = outcome
        fields.append("outcome")
    claim.save(update_fields=fields)


def event(
    claim: Claim,
    kind: str,
    at: datetime,
    *,
    by: int | None = None,
    note: str = "",
    public: bool = True,
    party: str = "",
) -> None:
    """Record what happened and whose move it is after it."""
    events([(claim.id, kind, party or claim.move, note, public, at, by)])


def events(records: Iterable[tuple[int, str, str, str, bool, datetime, int | None]]) -> int:
    """Record events of many claims: (claim, kind, move after it, note, public, moment, by); those of one moment in the
    order given."""
    stage(
        "claims_events_in",
        "seq int, claim_id bigint, kind text, move text, note text, public boolean, at timestamptz, made_by bigint",
        ((seq, *record) for seq, record in enumerate(records)),
    )
    return run(
        "insert into claims_claimevent (claim_id, person_id, office_id, kind, move, note, public, at, made_by)"
        " select e.claim_id, c.person_id, c.office_id, e.kind, e.move, left(e.note, 500), e.public, e.at, e.made_by"
        " from pg_temp.claims_events_in e join claims_claim c on c.id = e.claim_id order by e.at, e.claim_id, e.seq"
    )


@dataclass(frozen=True)
class Paper:
    """A document of the claim: `held` if we have it already and the claimant need not bring it."""

    code: str
    title_id: str
    title_en: str
    held: bool = False
    file_id: int | None = None

    @property
    def there(self) -> bool:
        return self.held or self.file_id is not None


@dataclass
class Draft:
    """A claim to be opened. `due_days`: legal working days from the complete file to the payment (None: no limit)."""

    person_id: int
    programme: str
    ground: str
    basis: str
    event_on: date
    at: datetime
    channel: str
    claimant_name: str
    facts: dict[str, Any]
    papers: list[Paper] = field(default_factory=list)
    due_days: int | None = None
    claimant_relation: str = ""
    account_id: int | None = None
    employer_id: int | None = None
    office_id: int | None = None
    client_key: str | None = None
    follows_id: int | None = None
    units: int = 1
    unit: str = "CLAIM"
    by: int | None = None
    first_event: str = "SUBMITTED"


@dataclass(frozen=True)
class Submitted:
    """The receipt of a submission. `due_on` counts from completeness; until then it is what it would be today.

    `new` is False when the same request had been made before.
    """

    claim_id: int
    number: str
    due_on: date | None
    complete: bool
    missing: tuple[str, ...] = ()
    new: bool = True


def due_date(day: date, working_days: int | None, holidays: frozenset[date]) -> date | None:
    """The last lawful day to pay for a file complete on `day`."""
    return None if working_days is None else law.dates.add_working_days(day, working_days, holidays)


def days_to_pay(programme: str, on: date) -> int | None:
    """Working days from the complete file to the payment, by law; None where no limit was found."""
    parameter = {"JHT": "jht.payment_deadline", "JKM": "jkm.payment_deadline", "JKK": "service.jkk_payment"}.get(
        programme
    )
    try:
        return int(law.parameter(parameter, on).value) if parameter else None
    except law.NotInForce:
        return None


def holidays_around(days: Sequence[date]) -> frozenset[date]:
    """Holidays near a set of days, enough for any clock that starts on them."""
    return registry.holidays(min(days), max(days) + timedelta(days=120)) if days else frozenset()


def open_claims(drafts: Sequence[Draft]) -> list[Submitted]:
    """Write claims with their documents and first events, set-based; the caller has checked them."""
    if not drafts:
        return []
    offices = dict(
        fetch("select id, office_id from registry_person where id = any(%s)", [sorted({d.person_id for d in drafts})])
    )
    holidays = holidays_around([local_day(d.at) for d in drafts])
    claim_ids, serials = ids("claims_claim", len(drafts)), numbers("claims_claim_number", len(drafts))
    receipts, claims, papers, happened = [], [], [], []
    for draft, claim_id, serial in zip(drafts, claim_ids, serials, strict=True):
        day = local_day(draft.at)
        number = f"{draft.programme}{day:%y}-{serial:07d}"
        missing = [p for p in draft.papers if not p.there]
        due = due_date(day, draft.due_days, holidays)
        complete = not missing
        reason = moves.why("decide") if complete else moves.why("documents", moves.listed([p.code for p in missing]))
        party = "US" if complete else "CLAIMANT"
        claims.append(
            (claim_id, number, draft.programme, draft.ground, draft.basis, draft.person_id, draft.employer_id,
             draft.office_id or offices[draft.person_id], draft.channel, draft.claimant_name[:120],
             draft.claimant_relation, draft.event_on, json.dumps(draft.facts), draft.account_id,
             "SUBMITTED" if complete else "ON_HOLD", party, reason, draft.units, draft.unit, draft.client_key,
             draft.follows_id, draft.at, draft.at if complete else None, due, draft.by)
        )  # fmt: skip
        papers += [(claim_id, p.code, p.title_id[:120], p.title_en[:120], p.held, p.file_id) for p in draft.papers]
        happened.append((claim_id, draft.first_event, party, "", True, draft.at, draft.by))
        if complete:
            happened.append((claim_id, "COMPLETE", "US", "", True, draft.at, draft.by))
        receipts.append(Submitted(claim_id, number, due, complete, tuple(p.code for p in missing)))
    columns = (
        "id bigint, number text, programme text, ground text, basis text, person_id bigint, employer_id bigint,"
        " office_id bigint, channel text, claimant_name text, claimant_relation text, event_on date, facts jsonb,"
        " account_id bigint, status text, move text, move_reason text, units int, unit text, client_key text,"
        " follows_id bigint, submitted_at timestamptz, complete_at timestamptz, due_on date, made_by bigint"
    )
    stage("claims_claims_in", columns, claims)
    names = ", ".join(column.split()[0] for column in columns.split(", "))
    run(f"insert into claims_claim ({names}, outcome) select {names}, '' from pg_temp.claims_claims_in order by id")
    stage(
        "claims_papers_in",
        "claim_id bigint, code text, title_id text, title_en text, held boolean, file_id bigint",
        papers,
    )
    run(
        "insert into claims_claimdocument (claim_id, person_id, office_id, code, title_id, title_en, held, file_id,"
        " added_reason) select d.claim_id, c.person_id, c.office_id, d.code, d.title_id, d.title_en, d.held,"
        " d.file_id, ''"
        " from pg_temp.claims_papers_in d join claims_claim c on c.id = d.claim_id"
    )
    events(happened)
    fresh_statistics(len(claims))
    return receipts


def known_requests(drafts: Sequence[tuple[str | None, int, str, str]]) -> dict[str, Submitted | ClaimRefused]:
    """What is known of client keys: (key, person, programme, ground) -> the earlier receipt, or a refusal where the key
    was used for something else."""
    keys = sorted({key for key, *_ in drafts if key})
    if not keys:
        return {}
    asked = {key: rest for key, *rest in drafts if key}
    found: dict[str, Submitted | ClaimRefused] = {}
    for r in rows(
        "select c.id, c.number, c.due_on, c.complete_at, c.client_key, c.person_id, c.programme, c.ground,"
        " array(select code from claims_claimdocument d where d.claim_id = c.id and not d.held and d.file_id is null)"
        " as missing"
        " from claims_claim c where c.client_key = any(%s)",
        [keys],
    ):
        if [r["person_id"], r["programme"], r["ground"]] == asked[r["client_key"]]:
            found[r["client_key"]] = Submitted(
                r["id"], r["number"], r["due_on"], r["complete_at"] is not None, tuple(r["missing"]), new=False
            )
        else:
            found[r["client_key"]] = ClaimRefused("key_reused", field="client_key", key=r["client_key"])
    return found


def first_refusal(result: Any) -> Any:
    """The result of a single act run as a list of one: raised if it is a refusal."""
    if isinstance(result, ClaimRefused):
        raise result
    return result
