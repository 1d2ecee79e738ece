"""Corrections before they are proposed, those that are labelled, and what was paid too much."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lindung import law
from lindung.base.db import fetch, system
from lindung.base.errors import Refused
from lindung.claims.correcting import Standing, awarded, compare
from lindung.claims.queries.explain import Change, changed
from lindung.claims.queries.preview import row_of
from lindung.claims.queries.words import Both, component_title
from lindung.registry import queries as registry


@dataclass(frozen=True)
class Difference:
    """What a correction would do to a claim. `components` of a recorded case: (code, title, amount awarded); `problem`
    where there is nothing to correct, in both languages."""

    recorded: bool
    components: tuple[tuple[str, Both, int], ...]
    changes: tuple[Change, ...] = ()
    payees: tuple[Standing, ...] = ()
    problem: Both | None = None


def correction_preview(
    claim_id: int, entered: Mapping[str, int] | None = None, on: date | None = None
) -> Difference | None:
    """The decision of a claim beside what it comes to by its facts now (of a recorded case: beside the amounts
    `entered`). None where the reader sees no such claim."""
    row = row_of(claim_id)
    if row is None:
        return None
    recorded = row.basis == "RECORDED"
    with system():  # as `suggestion`: what a claim rests on is read whole
        have = awarded(claim_id)
        sums: dict[str, int] = {}
        for part in have:
            sums[part.component] = sums.get(part.component, 0) + part.amount
        parts = tuple((code, component_title(code), amount) for code, amount in sums.items()) if recorded else ()
        if recorded and entered is None:
            return Difference(recorded, parts)
        try:
            made = compare(row, on or registry.today(), entered)
        except (Refused, law.LawError) as refused:
            return Difference(recorded, parts, problem={lang: refused.text(lang) for lang in ("id", "en")})
    changes = changed(made.trace["correction"]["before"], made.trace["correction"]["after"])
    return Difference(recorded, parts, changes, tuple(made.payees))


def overpaid_by(claim_id: int) -> list[dict[str, Any]]:
    """Who owes back how much of a claim."""
    return [
        {"name": name, "amount": amount}
        for name, amount in fetch(
            "select payee_name, sum(amount)::bigint from claims_overpayment where claim_id = %s"
            " group by relative_id, payee_name having sum(amount) <> 0 order by 1",
            [claim_id],
        )
    ]


def overpayments(office_ids: Sequence[int], limit: int = 100) -> list[dict[str, Any]]:
    """What is owed back in these offices, the oldest first."""
    names = ("number", "programme", "name", "amount", "since")
    return [
        dict(zip(names, row, strict=True))
        for row in fetch(
            "select c.number, c.programme, o.payee_name, sum(o.amount)::bigint, min(o.made_at)::date"
            " from claims_overpayment o join claims_claim c on c.id = o.claim_id where o.office_id = any(%s)"
            " group by c.id, o.relative_id, o.payee_name having sum(o.amount) <> 0 order by 5, 1 limit %s",
            [list(office_ids), limit],
        )
    ]


def corrections(office_ids: Sequence[int], limit: int = 50) -> list[dict[str, Any]]:
    """Labelled corrections of these offices, waiting ones first: `state` WAITING, APPROVED or REFUSED."""
    names = ("id", "office", "programme", "on", "amount", "label_id", "label_en", "proposed_by", "decided_by",
             "refused", "state")  # fmt: skip
    return [
        dict(zip(names, row, strict=True))
        for row in fetch(
            "select p.id, o.name, p.programme, p.on_date, p.amount, p.label_id, p.label_en, p.proposed_by,"
            " p.decided_by, p.refused, case when p.decided_by is null then 'WAITING' when p.refused <> ''"
            " then 'REFUSED' else 'APPROVED' end from claims_correctionproposal p join registry_office o"
            " on o.id = p.office_id"
            " where p.office_id = any(%s) order by p.decided_by is not null, p.id desc limit %s",
            [list(office_ids), limit],
        )
    ]
