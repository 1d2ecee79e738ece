"""What a sponsor proposes and the branch answers: to go on with new money, or to let his people go on by themselves."""

from datetime import date

from lindung.base.db import act, lock
from lindung.reach.errors import ReachRefused
from lindung.reach.models import Agreement, Proposal
from lindung.reach.queries.people import ending_ids
from lindung.reach.services.registers import NewBudget, a_month, check_budget, locked, renew
from lindung.registry import queries as registry


def _tidy(text: str) -> str:
    return " ".join(text.split())[:300]


def _known(agreement: Agreement, kind: str, client_key: str, **facts: object) -> Proposal | None:
    """The proposal of this request, if it was made before; refused while another one of its kind is open."""
    known = Proposal.objects.filter(client_key=client_key).first()
    if known is not None:
        if (known.agreement_id, known.kind) != (agreement.pk, kind) or any(
            getattr(known, name) != value for name, value in facts.items()
        ):
            raise ReachRefused("key_taken")
        return known
    if Proposal.objects.filter(agreement=agreement, kind=kind, state=Proposal.State.OPEN).exists():
        raise ReachRefused("proposal_open")
    return None


@act
def propose_renewal(
    agreement_id: int,
    valid_to: date,
    money: NewBudget,
    *,
    note: str = "",
    on: date | None = None,
    by: int | None = None,
) -> Proposal:
    """A sponsor asks to go on until a month with new money; `money.client_key` names the request once.

    Raises as `services.renew` would at this moment; ReachRefused: proposal_open, key_taken."""
    agreement = locked(agreement_id)
    facts = {
        "valid_to": a_month(valid_to, "valid_to"), "year": money.year, "source": money.source, "amount": money.amount,
        "first_month": money.first_month, "last_month": money.last_month,
        "account": " ".join(money.account.split())[:60],
    }  # fmt: skip
    known = _known(agreement, Proposal.Kind.RENEW, money.client_key, **facts)
    if known is not None:
        return known
    if valid_to < agreement.valid_to:
        raise ReachRefused("shorter", field="valid_to")
    check_budget(agreement, money, valid_to)
    return _make(agreement, Proposal.Kind.RENEW, money.client_key, note, on, by, **facts)


@act
def propose_handover(
    agreement_id: int, client_key: str, *, note: str = "", on: date | None = None, by: int | None = None
) -> Proposal:
    """A sponsor says that no money will come: the branch is asked to offer his people to go on by themselves.

    Raises ReachRefused: no_agreement, no_handover, nobody_ends, proposal_open, key_taken."""
    agreement = locked(agreement_id)
    if agreement.workers != Agreement.Workers.VULNERABLE:
        raise ReachRefused("no_handover")
    known = _known(agreement, Proposal.Kind.HAND_OVER, client_key)
    if known is not None:
        return known
    if not ending_ids(agreement.pk, on):
        raise ReachRefused("nobody_ends")
    return _make(agreement, Proposal.Kind.HAND_OVER, client_key, note, on, by)


def _make(
    agreement: Agreement, kind: str, client_key: str, note: str, on: date | None, by: int | None, **facts: object
) -> Proposal:
    return Proposal.objects.create(
        sponsor_id=agreement.sponsor_id,
        agreement=agreement,
        office_id=agreement.office_id,
        kind=kind,
        note=_tidy(note),
        client_key=client_key,
        made_on=on or registry.today(),
        made_by=by,
        **facts,
    )


def _open(proposal_id: int) -> Proposal:
    lock("proposal", proposal_id)
    found = Proposal.objects.select_related("agreement").filter(pk=proposal_id).first()
    if found is None:
        raise ReachRefused("no_proposal")
    return found


@act
def answer_proposal(
    proposal_id: int, accept: bool, answer: str = "", *, on: date | None = None, by: int | None = None
) -> Proposal:
    """The branch says yes or no. An accepted renewal is done here and now; an accepted hand-over is a run, which
    whoever answers starts. The same answer again changes nothing.

    Raises ReachRefused: no_proposal, proposal_closed, same_person, answer_missing; as `services.renew`."""
    found = _open(proposal_id)
    state = Proposal.State.ACCEPTED if accept else Proposal.State.DECLINED
    if found.state == state:
        return found
    if found.state != Proposal.State.OPEN:
        raise ReachRefused("proposal_closed")
    if by is not None and by == found.made_by:
        raise ReachRefused("same_person")
    said = _tidy(answer)
    if not accept and not said:
        raise ReachRefused("answer_missing", field="answer")
    if accept and found.kind == Proposal.Kind.RENEW:
        found.line = renew(found.agreement_id, *_money(found), on=on, by=by)
    return _close(found, state, said, on, by)


def _money(found: Proposal) -> tuple[date, NewBudget]:
    """Until when, and the money; a renewal has all of it by constraint."""
    if found.valid_to is None or found.year is None or found.first_month is None or found.last_month is None:
        raise ReachRefused("no_proposal")
    return found.valid_to, NewBudget(
        found.agreement_id,
        found.year,
        found.source,
        found.amount,
        found.first_month,
        found.last_month,
        f"proposal:{found.pk}",
        found.account,
    )


@act
def withdraw_proposal(proposal_id: int, *, on: date | None = None, by: int | None = None) -> Proposal:
    """The sponsor takes his proposal back while nobody has answered; again changes nothing.

    Raises ReachRefused: no_proposal, proposal_closed."""
    found = _open(proposal_id)
    if found.state == Proposal.State.WITHDRAWN:
        return found
    if found.state != Proposal.State.OPEN:
        raise ReachRefused("proposal_closed")
    return _close(found, Proposal.State.WITHDRAWN, "", on, by)


def _close(found: Proposal, state: str, said: str, on: date | None, by: int | None) -> Proposal:
    found.state, found.answer = state, said
    found.answered_on, found.answered_at, found.answered_by = on or registry.today(), registry.now(), by
    found.save(update_fields=["state", "answer", "answered_on", "answered_at", "answered_by", "line"])
    return found
