"""Changes to the banks that speak the payment standard: opening needs two people, stopping one.

A new bank, new keys and an end of a suspension are proposed by one person and decided by another, who is told the new
secret once. A suspension or an end takes hold at once, tokens included: who sees misuse does not wait for a second.
"""

from typing import Any

from django.utils import timezone

from lindung.access.models import Mandate, Role
from lindung.base.db import act, rows
from lindung.interop.models import SnapChange, SnapPartner
from lindung.interop.snap import partners
from lindung.interop.snap.partners import Credentials, PartnerRefused

Kind, Status = SnapChange.Kind, SnapChange.Status


@act
def propose_partner(
    mandate_id: int, code: str, name: str, public_key: str, service_number: str, reason: str, by: int,
    *, closed_amount: bool = True,
) -> SnapChange:  # fmt: skip
    """A bank is to speak from now on. Raises PartnerRefused: mandate, code, code_taken, public_key, service_number,
    reason_needed, and as `partners.register`."""
    mandate = Mandate.objects.filter(pk=mandate_id, role=Role.BANK).first()
    if mandate is None or mandate.office_id is None:
        raise PartnerRefused("mandate", field="mandate")
    asked = {
        "mandate_id": mandate_id, "code": code.strip(), "name": " ".join(name.split())[:80],
        "public_key": public_key.strip(), "service_number": service_number.strip(), "closed_amount": closed_amount,
    }  # fmt: skip
    partners.check(code.strip(), service_number.strip(), public_key.strip())
    return _propose(Kind.REGISTER, None, int(mandate.office_id), asked, reason, by)


@act
def propose_keys(code: str, public_key: str, reason: str, by: int) -> SnapChange:
    """A new secret, and a new public key unless it is empty. Raises PartnerRefused: no_partner, public_key,
    change_open, reason_needed."""
    partner = _partner(code)
    key = public_key.strip()
    if key:
        partners.check_key(key)
    return _propose(Kind.ROTATE, partner, partner.office_id, {"public_key": key}, reason, by)


@act
def propose_resume(code: str, reason: str, by: int) -> SnapChange:
    """A suspended bank is to speak again. Raises PartnerRefused: no_partner, not_suspended, change_open,
    reason_needed."""
    partner = _partner(code)
    if partner.suspended_at is None:
        raise PartnerRefused("not_suspended", partner=code)
    return _propose(Kind.RESUME, partner, partner.office_id, {}, reason, by)


@act
def stop(code: str, reason: str, by: int, *, for_good: bool = False) -> SnapChange:
    """The bank speaks no longer, from this moment on: suspended, or ended for good; its tokens end with it. Again
    changes nothing. Raises PartnerRefused: no_partner, reason_needed."""
    _reason(reason)
    partner, kind = _partner(code), Kind.END if for_good else Kind.SUSPEND
    already = partner.suspended_at is not None and not for_good
    if already and (known := partner.changes.filter(kind=kind).order_by("-id").first()):
        return known
    moment = timezone.now()
    if for_good:
        partner.ended_at = moment
    else:
        partner.suspended_at, partner.serial = moment, partner.serial + 1
    partner.save(update_fields=["ended_at", "suspended_at", "serial"])
    return SnapChange.objects.create(
        partner=partner, office_id=partner.office_id, kind=kind, asked={}, reason=reason.strip()[:200],
        status=Status.DONE, proposed_by=by, proposed_at=moment, decided_at=moment,
    )  # fmt: skip


@act
def approve(change_id: int, by: int) -> Credentials | None:
    """The second person lets it hold; new credentials are told once, here. Raises PartnerRefused: no_change,
    change_decided, same_person, and what stands in the way by now (code_taken, mandate, no_partner)."""
    change = _open(change_id, by)
    told: Credentials | None = None
    if change.kind == Kind.REGISTER:
        asked = dict(change.asked)
        told = partners.register(**asked)
        change.partner = SnapPartner.objects.get(code=told.code)
    else:
        assert change.partner is not None
        code = change.partner.code
        if change.kind == Kind.ROTATE:
            told = partners.renew(code, change.asked["public_key"] or None)
        else:
            _partner(code)
            SnapPartner.objects.filter(code=code).update(suspended_at=None)
    _decide(change, Status.DONE, "", by)
    return told


@act
def reject(change_id: int, answer: str, by: int) -> None:
    """The second person says no. Raises PartnerRefused: no_change, change_decided, same_person, reason_needed."""
    _reason(answer)
    _decide(_open(change_id, by), Status.REJECTED, answer.strip()[:200], by)


def listed(office_ids: tuple[int, ...]) -> list[dict[str, Any]]:
    """The partners of these offices as the reader may see them, by code, with the last exchange of each."""
    return rows(
        "select p.id, p.code, p.name, p.service_number, p.closed_amount, p.made_at, p.suspended_at, p.ended_at,"
        " o.name as office, (select max(x.made_at) from interop_snapexchange x where x.partner_id = p.id) as spoke_at,"
        " (select max(c.decided_at) from interop_snapchange c where c.partner_id = p.id and c.status = 'DONE'"
        " and c.kind in ('REGISTER', 'ROTATE')) as keys_at"
        " from interop_snappartner p join registry_office o on o.id = p.office_id"
        " where p.office_id = any(%s) order by p.ended_at is not null, p.code",
        [list(office_ids)],
    )


def history(office_ids: tuple[int, ...], *, before: int = 0, limit: int = 25) -> list[dict[str, Any]]:
    """Changes, newest first; what waits for a second person before the others."""
    return rows(
        "select c.id, c.kind, coalesce(p.code, c.asked ->> 'code') as code, coalesce(p.name, c.asked ->> 'name') as"
        " name, c.reason, c.status, c.answer, c.proposed_by, c.proposed_at, c.decided_by, c.decided_at"
        " from interop_snapchange c left join interop_snappartner p on p.id = c.partner_id"
        " where c.office_id = any(%s) and (%s = 0 or c.id < %s) order by c.status <> 'PROPOSED', c.id desc limit %s",
        [list(office_ids), before, before, limit],
    )


def _partner(code: str) -> SnapPartner:
    found = SnapPartner.objects.select_for_update().filter(code=code, ended_at=None).first()
    if found is None:
        raise PartnerRefused("no_partner", partner=code)
    return found


def _reason(text: str) -> None:
    if not text.strip():
        raise PartnerRefused("reason_needed", field="reason")


def _propose(
    kind: str, partner: SnapPartner | None, office_id: int, asked: dict[str, Any], reason: str, by: int
) -> SnapChange:
    _reason(reason)
    if partner is not None and partner.changes.filter(status=Status.PROPOSED).exists():
        raise PartnerRefused("change_open", partner=partner.code)
    return SnapChange.objects.create(
        partner=partner, office_id=office_id, kind=kind, asked=asked, reason=reason.strip()[:200],
        status=Status.PROPOSED, proposed_by=by, proposed_at=timezone.now(),
    )  # fmt: skip


def _open(change_id: int, by: int) -> SnapChange:
    change = SnapChange.objects.select_for_update(of=("self",)).select_related("partner").filter(pk=change_id).first()
    if change is None:
        raise PartnerRefused("no_change")
    if change.status != Status.PROPOSED:
        raise PartnerRefused("change_decided")
    if change.proposed_by == by:
        raise PartnerRefused("same_person")
    return change


def _decide(change: SnapChange, status: str, answer: str, by: int) -> None:
    change.status, change.answer, change.decided_by, change.decided_at = Status(status), answer, by, timezone.now()
    change.save(update_fields=["partner", "status", "answer", "decided_by", "decided_at"])
