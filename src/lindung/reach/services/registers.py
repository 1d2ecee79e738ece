"""Sponsors, their agreements and budget lines."""

from dataclasses import asdict, dataclass
from datetime import date

from lindung import law
from lindung.base.dates import add_months, month_of
from lindung.base.db import act, lock, run
from lindung.reach.errors import ReachRefused
from lindung.reach.models import Agreement, BudgetLine, Sponsor
from lindung.reach.settings import STATE
from lindung.reach.sql import ALONE
from lindung.registry import queries as registry
from lindung.registry.models import District

MOST_INCOME = 10_000_000_000
FORMULAS = {"VULNERABLE": "bpu.contribution", "NON_ASN": "pu.contribution"}


@dataclass(frozen=True, slots=True)
class NewSponsor:
    """Who will pay; `code` names him once and for all."""

    code: str
    name: str
    kind: str
    district_id: str
    office_id: int
    contact: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class NewAgreement:
    """What a sponsor agreed to. Months are first days; `income` 0 means the lowest income band."""

    sponsor_id: int
    number: str
    signed_on: date
    legal_basis: str
    workers: str
    valid_from: date
    valid_to: date
    funded_by_state: bool = True
    jht: bool = False
    income: int = 0
    risk_group: int = 1


@dataclass(frozen=True, slots=True)
class NewBudget:
    """Money for an agreement; `client_key` names the request once."""

    agreement_id: int
    year: int
    source: str
    amount: int
    first_month: date
    last_month: date
    client_key: str
    account: str = ""


def _tidy(text: str, most: int) -> str:
    return " ".join(text.split())[:most]


def a_month(day: date, field: str) -> date:
    """`day`, which must be the first of a month. Raises ReachRefused: not_a_month."""
    if day.day != 1:
        raise ReachRefused("not_a_month", field=field, day=day)
    return day


@act
def register_sponsor(new: NewSponsor, *, on: date | None = None, by: int | None = None) -> Sponsor:
    """The sponsor with this code: registered now, or the one there is when all of it is the same.

    Raises ReachRefused: code_missing, name_missing, kind, district, sponsor_otherwise."""
    code, name = _tidy(new.code, 20).upper(), _tidy(new.name, 120)
    if not code:
        raise ReachRefused("code_missing", field="code")
    if not name:
        raise ReachRefused("name_missing", field="name")
    if new.kind not in Sponsor.Kind.values:
        raise ReachRefused("kind", field="kind", value=new.kind[:20])
    if not District.objects.filter(pk=new.district_id).exists():
        raise ReachRefused("district", field="district", value=str(new.district_id)[:20])
    lock("sponsor", code)
    found = Sponsor.objects.filter(code=code).first()
    if found is not None:
        asked = (name, new.kind, new.district_id, new.office_id)
        if asked != (found.name, found.kind, found.district_id, found.office_id):
            raise ReachRefused("sponsor_otherwise", field="code", taken=code, name=found.name)
        return found
    return Sponsor.objects.create(
        code=code,
        name=name,
        kind=new.kind,
        district_id=new.district_id,
        office_id=new.office_id,
        contact=_tidy(new.contact, 120),
        phone=_tidy(new.phone, 40),
        registered_on=on or registry.today(),
        made_by=by,
    )


@act
def register_agreement(new: NewAgreement, *, by: int | None = None) -> Agreement:
    """The agreement of a sponsor under its number; the same again gives the same.

    Raises ReachRefused: no_sponsor, number_missing, basis_missing, kind, not_a_month, months, too_early (before the law
    knows the contribution), signed_in_future, risk_group, income_range, agreement_otherwise."""
    sponsor = Sponsor.objects.filter(pk=new.sponsor_id).first()
    if sponsor is None:
        raise ReachRefused("no_sponsor", field="sponsor")
    number, basis = _tidy(new.number, 60), _tidy(new.legal_basis, 300)
    if not number:
        raise ReachRefused("number_missing", field="number")
    if not basis:
        raise ReachRefused("basis_missing", field="legal_basis")
    if new.workers not in Agreement.Workers.values:
        raise ReachRefused("kind", field="workers", value=new.workers[:20])
    if a_month(new.valid_to, "valid_to") < a_month(new.valid_from, "valid_from"):
        raise ReachRefused("months", field="valid_to")
    if new.signed_on > registry.today():
        raise ReachRefused("signed_in_future", field="signed_on", day=new.signed_on)
    if not 1 <= new.risk_group <= 5:
        raise ReachRefused("risk_group", field="risk_group")
    if not 0 <= new.income <= MOST_INCOME:
        raise ReachRefused("income_range", field="income")
    try:
        law.receipt(FORMULAS[new.workers], new.valid_from)
    except law.NotInForce as before:
        raise ReachRefused("too_early", field="valid_from", month=f"{new.valid_from:%Y-%m}") from before
    lock("agreement", new.sponsor_id, number)
    facts = asdict(new) | {"number": number, "legal_basis": basis}
    found = Agreement.objects.filter(sponsor=sponsor, number=number).first()
    if found is not None:
        # its end may have been moved since
        if any(getattr(found, name) != value for name, value in facts.items() if name != "valid_to"):
            raise ReachRefused("agreement_otherwise", field="number", number=number)
        return found
    return Agreement.objects.create(**facts, office_id=sponsor.office_id, made_by=by)


def locked(agreement_id: int) -> Agreement:
    """The agreement, held for this act. Raises ReachRefused: no_agreement."""
    lock("agreement", agreement_id)
    found = Agreement.objects.select_related("sponsor").filter(pk=agreement_id).first()
    if found is None:
        raise ReachRefused("no_agreement", field="agreement")
    return found


@act
def add_budget(new: NewBudget, *, by: int | None = None) -> BudgetLine:
    """Set money aside for months of an agreement; a line that follows another continues cover without a gap.

    Raises ReachRefused: no_agreement, kind, amount_positive, not_a_month, months, outside_agreement, mixed_funding,
    key_taken."""
    agreement = locked(new.agreement_id)
    known = BudgetLine.objects.filter(client_key=new.client_key).first()
    facts = asdict(new) | {"account": _tidy(new.account, 60)}
    if known is not None:
        if any(getattr(known, name) != value for name, value in facts.items()):
            raise ReachRefused("key_taken")
        return known
    check_budget(agreement, new, agreement.valid_to)
    return BudgetLine.objects.create(
        **facts, sponsor_id=agreement.sponsor_id, office_id=agreement.office_id, made_by=by
    )


def check_budget(agreement: Agreement, new: NewBudget, valid_to: date) -> None:
    """Whether this money may be set aside for an agreement that holds until `valid_to`. Raises as `add_budget`."""
    if new.source not in BudgetLine.Source.values:
        raise ReachRefused("kind", field="source", value=new.source[:20])
    if new.amount <= 0:
        raise ReachRefused("amount_positive", field="amount")
    if a_month(new.last_month, "last_month") < a_month(new.first_month, "first_month"):
        raise ReachRefused("months", field="last_month")
    if not agreement.valid_from <= new.first_month <= new.last_month <= valid_to:
        raise ReachRefused(
            "outside_agreement",
            field="first_month",
            first=f"{agreement.valid_from:%Y-%m}",
            last=f"{valid_to:%Y-%m}",
        )
    if (new.source in STATE) is not agreement.funded_by_state:
        raise ReachRefused("mixed_funding", field="source")


@act
def renew(
    agreement_id: int, valid_to: date, budget: NewBudget, *, on: date | None = None, by: int | None = None
) -> BudgetLine:
    """The agreement goes on to a later month with new money. Who is on its list stays on it; who left it only because
    the money ended comes back from the month after, or from this month. The same again changes nothing.

    Raises as `add_budget`; ReachRefused: shorter."""
    agreement = locked(agreement_id)
    if a_month(valid_to, "valid_to") < agreement.valid_to:
        raise ReachRefused("shorter", field="valid_to")
    Agreement.objects.filter(pk=agreement.pk).update(valid_to=valid_to)
    made = add_budget(budget, by=by)
    today = month_of(on or registry.today())
    run("drop table if exists pg_temp.reach_back")
    # whoever has another list, another cover or died since is not brought back
    run(
        "create temp table reach_back on commit drop as select distinct on (b.person_id) b.*,"
        " greatest((b.last_month + interval '1 month')::date, %(first)s::date) as again_from from reach_beneficiary b"
        " join registry_person p on p.id = b.person_id where b.agreement_id = %(agreement)s and b.end_reason = 'FUNDS'"
        " and p.died_on is null and p.merged_into_id is null and not exists (select 1 from reach_beneficiary x where"
        " x.person_id = b.person_id and x.end_reason <> 'ERROR' and (x.last_month is null or x.last_month >"
        " b.last_month)) and not exists (select 1 from coverage_spell s where s.person_id = b.person_id"
        f" and s.end_on is null and (s.id is distinct from b.spell_id or {ALONE.format('s.id')}))"
        " order by b.person_id, b.last_month desc",
        {"agreement": agreement.pk, "first": max(budget.first_month, add_months(today, -1))},
    )
    run(
        "insert into reach_beneficiary (sponsor_id, agreement_id, office_id, person_id, name, job, unit, district_id,"
        " wage, first_month, end_reason, made_by, made_at) select sponsor_id, agreement_id, office_id, person_id, name,"
        " job, unit, district_id, wage, again_from, '', %s, now() from pg_temp.reach_back order by id",
        [by],
    )
    note_joined(agreement.pk, by)
    return made


def note_joined(agreement_id: int, by: int | None) -> int:
    """The event of each row of an agreement that has none yet."""
    return run(
        "insert into reach_beneficiaryevent (beneficiary_id, sponsor_id, agreement_id, office_id, person_id, kind,"
        " sign, month, reason, made_by, made_at) select b.id, b.sponsor_id, b.agreement_id, b.office_id, b.person_id,"
        " 'JOINED', 1, b.first_month, '', %s, now() from reach_beneficiary b where b.agreement_id = %s and not exists"
        " (select 1 from reach_beneficiaryevent e where e.beneficiary_id = b.id) order by b.id",
        [by, agreement_id],
    )
