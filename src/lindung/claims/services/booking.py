"""Awards in the books, and the orders to pay them.

JHT: the return not credited yet, then Dr members' balances / Cr payable and tax. Other programmes: Dr benefit / Cr
payable.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from lindung.base.db import fetch, run, stage
from lindung.base.format import rupiah
from lindung.claims.compose import Composed, taken_by_office
from lindung.claims.errors import ClaimRefused
from lindung.claims.owing import OWED
from lindung.ledger import queries as books
from lindung.ledger.chart import Acc
from lindung.ledger.services import post_many

PAYABLE: dict[str, Acc] = {
    "JKK": Acc.JKK_PAYABLE,
    "JKM": Acc.JKM_PAYABLE,
    "JHT": Acc.JHT_PAYABLE,
    "JP": Acc.JP_PAYABLE,
}
EXPENSE: dict[str, Acc] = {"JKK": Acc.JKK_BENEFIT, "JKM": Acc.JKM_BENEFIT, "JP": Acc.JP_BENEFIT, "JHT": Acc.JHT_RETURN}


_ACCOUNT = """
select a.bank_id, a.number, a.usable_from from registry_bankaccount a
where a.person_id = (select coalesce(k.merged_into_id, k.id) from registry_person k where k.id = {person})
  and a.relative_id is not distinct from p.relative_id and (a.ended_on is null or a.ended_on > %(on)s)
order by (a.id = c.account_id) desc nulls last, a.id desc limit 1
"""
"""The account of payee `p` of claim `c` on a day."""


@dataclass
class Booked:
    """Entry per decision, and refusals of those that could not be booked."""

    entries: dict[int, int] = field(default_factory=dict)
    refused: dict[int, ClaimRefused] = field(default_factory=dict)


Row = tuple[str, str, int, int, int, int, str, date | None]
"""key, kind, office, person, account, amount (debit positive), kind of member row or "", its month"""


def book(awards: Mapping[int, Composed], on: date, by: int) -> Booked:
    """Book awards (decision id -> what was composed), all in one pass; nothing is booked for refused ones."""
    done = Booked()
    jp = _jp_balances([a.claim.person_id for a in awards.values() if a.claim.programme == "JP"], on)
    rows: list[Row] = []
    main: dict[str, int] = {}
    for decision, award in awards.items():
        programme = award.claim.programme
        if programme not in PAYABLE:
            done.refused[decision] = ClaimRefused("no_fund_account", programme=programme)
            continue
        lines, problem = _jht(decision, award) if programme == "JHT" else _other(decision, award, jp)
        if problem:
            done.refused[decision] = problem
            continue
        rows += lines
        main[f"decision:{decision}:{award.claim.office_id}"] = decision
    if not main:
        return done
    stage(
        "claims_book",
        "key text, kind text, office_id bigint, person_id bigint, account_id int, amount bigint, member text, month"
        " date",
        rows,
    )
    post_many(
        "select key, min(kind) as kind, %(on)s::date as booked_on, min(office_id) as office_id, null as employer_id,"
        " min(person_id) as person_id, '' as note from pg_temp.claims_book group by key",
        "select key, account_id, amount from pg_temp.claims_book",
        "select key, person_id, account_id, member as kind, coalesce(month, date_trunc('month', %(on)s::date)::date)"
        " as month,"
        " null::bigint as employer_id, -amount as amount from pg_temp.claims_book where member <> ''",
        {"on": books.open_day(on)},
        by=by,
    )
    found = fetch("select key, id from ledger_entry where key = any(%s)", [list(main)])
    done.entries = {main[key]: entry for key, entry in found}
    return done


def _line(
    key: str,
    kind: str,
    office: int,
    person: int,
    account: Acc,
    amount: int,
    member: str = "",
    month: date | None = None,
) -> Row:
    return (key, kind, office, person, int(account), amount, member, month)


def _jht(decision: int, award: Composed) -> tuple[list[Row], ClaimRefused | None]:
    claim, person = award.claim, award.claim.person_id
    lines: list[Row] = []
    for credit in award.credits:
        key = f"claim-return:{decision}:{credit.office_id}:{credit.month:%Y-%m}"
        lines.append(_line(key, "CLAIM_RETURN", credit.office_id, person, Acc.JHT_RETURN, credit.amount))
        lines.append(
            _line(
                key, "CLAIM_RETURN", credit.office_id, person, Acc.JHT_MEMBERS, -credit.amount, "RETURN", credit.month
            )
        )
    if sum(award.by_office.values()) != award.gross:
        held = sum(award.by_office.values())
        return [], ClaimRefused("books_lack_balance", account="JHT", held=rupiah(held), asked=rupiah(award.gross))
    tax = award.tax
    offices = sorted(award.by_office, key=lambda o: (o != claim.office_id, o))
    for n, office in enumerate(offices):
        amount = award.by_office[office]
        held_back = min(tax, amount)
        tax -= held_back
        key = f"decision:{decision}:{claim.office_id if n == 0 else office}"
        lines.append(_line(key, "AWARD", office, person, Acc.JHT_MEMBERS, amount, "WITHDRAWAL"))
        lines.append(_line(key, "AWARD", office, person, Acc.JHT_PAYABLE, -(amount - held_back)))
        lines.append(_line(key, "AWARD", office, person, Acc.JHT_TAX, -held_back))
    return lines, None


def _other(decision: int, award: Composed, jp: dict[int, dict[int, int]]) -> tuple[list[Row], ClaimRefused | None]:
    claim = award.claim
    key = f"decision:{decision}:{claim.office_id}"
    kind, left = "AWARD", award.gross
    lines: list[Row] = []
    if claim.programme == "JP":  # the member's own contributions first, where the books hold them
        held = jp.get(claim.person_id, {})
        taken = taken_by_office(held, claim.office_id, left)
        left -= sum(taken.values())
        for n, (office, part) in enumerate(taken.items()):
            held[office] -= part
            own = key if n == 0 and not left else f"decision:{decision}:held:{office}"
            lines.append(_line(own, kind, office, claim.person_id, Acc.JP_MEMBERS, part, "WITHDRAWAL"))
            lines.append(_line(own, kind, office, claim.person_id, Acc.JP_PAYABLE, -part))
    if left:
        lines.append(_line(key, kind, claim.office_id, claim.person_id, EXPENSE[claim.programme], left))
        lines.append(_line(key, kind, claim.office_id, claim.person_id, PAYABLE[claim.programme], -left))
    return lines, None


def _jp_balances(person_ids: Sequence[int], on: date) -> dict[int, dict[int, int]]:
    out: dict[int, dict[int, int]] = {}
    if person_ids:
        for person, office, amount in fetch(
            "select person_id, office_id, sum(amount)::bigint from ledger_memberposting"
            " where account_id = %s and person_id = any(%s) and booked_on <= %s group by 1, 2 having sum(amount) > 0",
            [int(Acc.JP_MEMBERS), sorted(set(person_ids)), on],
        ):
            out.setdefault(person, {})[office] = amount
    return out


def order_corrected(claim_id: int, on: date) -> dict[int, tuple[int, list[str]]]:
    """Orders for what payees of a corrected claim still get, whatever decision gave it, by the latest correction; as
    `make_orders`: per decision how many, and who has no account."""
    rest = f"select h.* from ({OWED}) h where h.awarded - h.ordered + h.owed > 0"
    values = {"claims": [claim_id], "on": on}
    last = (
        "(select id, claim_id, person_id, office_id from claims_decision where claim_id = any(%(claims)s)"
        " and status = 'APPROVED' and correction order by version desc limit 1)"
    )
    run(
        f"""
        insert into claims_paymentorder (claim_id, decision_id, person_id, office_id, relative_id, payee_name,
        bank_code, account_number, amount, usable_from, status, bank_reference, bank_reason)
        select d.claim_id, d.id, d.person_id, d.office_id, p.relative_id, p.payee_name, a.bank_id, a.number,
               p.awarded - p.ordered + p.owed, a.usable_from, 'WAITING', '', ''
        from ({rest}) p cross join {last} d join claims_claim c on c.id = d.claim_id
        join lateral ({_ACCOUNT.format(person="d.person_id")}) a on true
        order by p.relative_id
        """,
        values,
    )
    found = fetch(
        f"select d.id, (select count(*) from claims_paymentorder o where o.decision_id = d.id and o.replaces_id is null"
        f" and o.status <> 'VOID')::int, array(select p.payee_name::text from ({rest}) p order by 1) from {last} d",
        values,
    )
    return {int(decision): (orders, list(lacking)) for decision, orders, lacking in found}


def make_orders(decision_ids: Sequence[int], on: date) -> dict[int, tuple[int, list[str]]]:
    """Payment orders for the payees of approved awards that have an account; per decision how many, and who has none.

    An heir is paid on an account of his or her own, the member on the account named in the claim (else the latest one).
    A payee who has an order for this decision already gets no second one.
    """
    if not decision_ids:
        return {}
    run(
        f"""
        insert into claims_paymentorder (claim_id, decision_id, person_id, office_id, relative_id, payee_name,
        bank_code, account_number, amount, usable_from, status, bank_reference, bank_reason)
        select p.claim_id, p.decision_id, p.person_id, p.office_id, p.relative_id, p.payee_name, a.bank_id, a.number,
               p.amount, a.usable_from, 'WAITING', '', ''
        from (select b.decision_id, b.claim_id, b.person_id, b.office_id, b.relative_id, b.payee_name,
                     sum(b.amount)::bigint as amount
              from claims_benefitpart b where b.decision_id = any(%(ids)s)
              group by 1, 2, 3, 4, 5, 6 having sum(b.amount) > 0) p
        join claims_claim c on c.id = p.claim_id
        join lateral ({_ACCOUNT.format(person="p.person_id")}) a on true
        where not exists (select 1 from claims_paymentorder o where o.decision_id = p.decision_id
          and o.relative_id is not distinct from p.relative_id and o.payee_name = p.payee_name)
        order by p.decision_id, p.relative_id
        """,
        {"ids": list(decision_ids), "on": on},
    )
    out: dict[int, tuple[int, list[str]]] = {}
    for decision, payee, has in fetch(
        "select b.decision_id, b.payee_name, exists (select 1 from claims_paymentorder o where o.decision_id ="
        " b.decision_id"
        " and o.relative_id is not distinct from b.relative_id and o.payee_name = b.payee_name)"
        " from claims_benefitpart b where b.decision_id = any(%s)"
        " group by b.decision_id, b.relative_id, b.payee_name having sum(b.amount) > 0 order by 1, 2",
        [list(decision_ids)],
    ):
        orders, lacking = out.setdefault(decision, (0, []))
        if has:
            out[decision] = (orders + 1, lacking)
        else:
            lacking.append(payee)
    return out
