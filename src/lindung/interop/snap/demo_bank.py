"""The demo's bank: a partner like any other, let in by two people. Its keys are made on this machine and stand in a
file of the installation's home that only its owner can read; a page and the terminal pay with them over HTTP."""

import json
import os
import secrets
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from lindung.access import services as access
from lindung.access.models import Role
from lindung.base.db import rows
from lindung.interop.models import SnapPartner
from lindung.interop.snap import changes
from lindung.interop.snap.partners import Credentials
from lindung.interop.snap.signatures import new_key_pair
from lindung.interop.snap.simulator import Bank, over_http
from lindung.segments import queries as segments

CODE, NAME, SERVICE_NUMBER, LOGIN = "BANKPERAGA", "Bank Peraga", "88001", "bank-peraga"
REASON = "Bank tiruan untuk peragaan; tidak ada uang sungguhan."


def keys_path() -> Path:
    """The file of keys: one for each database of this home."""
    return Path(settings.HOME) / "bank" / f"{settings.DATABASES['default']['NAME']}.json"


def let_in(office_id: int, by: int, decided_by: int) -> None:
    """The bank with its mandate at an office, proposed by one and let in by another; with other keys where it stands
    and its own are lost. The keys are on disk before the transaction ends, so none is in force that nobody has.

    Raises as `changes.propose_partner`, `changes.propose_keys` and `changes.approve`."""
    partner = SnapPartner.objects.filter(code=CODE, ended_at=None).first()
    if partner is not None and _kept().get("client_key") == partner.client_key:
        return
    private, public = new_key_pair()
    if partner is None:
        change = changes.propose_partner(_mandate(office_id), CODE, NAME, public, SERVICE_NUMBER, REASON, by)
    else:
        change = changes.propose_keys(CODE, public, REASON, by)
    told = changes.approve(change.pk, decided_by)
    assert told is not None
    write_keys(keys_path(), told, private)


def _mandate(office_id: int) -> int:
    found = rows(
        "select m.id from access_mandate m join access_user u on u.id = m.user_id where u.username = %s"
        " and m.role = %s and m.office_id = %s",
        [LOGIN, Role.BANK, office_id],
    )
    if found:
        return int(found[0]["id"])
    mandate = access.NewMandate(Role.BANK, office_id=office_id, valid_from=date(2020, 12, 1))
    return int(access.make_user(LOGIN, secrets.token_urlsafe(32), [mandate]).mandates.get().pk)


def write_keys(path: Path, told: Credentials, private_key: str) -> None:
    """A bank's keys into a file that only its owner can read; it is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f"{path.name}.{os.getpid()}")
    with open(os.open(half, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w") as file:
        json.dump(
            {
                "code": told.code, "client_key": told.client_key, "secret": told.secret,
                "service_number": told.service_number, "private_key": private_key,
            },
            file, indent=2,
        )  # fmt: skip
    half.rename(path)


def _kept() -> dict[str, Any]:
    try:
        kept: dict[str, Any] = json.loads(keys_path().read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return kept


def open_codes(limit: int = 4) -> list[dict[str, Any]]:
    """Bills nobody has paid a rupiah of, those due last first, and the newest open order of each kind: code, name,
    month, total."""
    bills = rows(
        "select b.code, e.name, b.month, b.total from contributions_bill b join registry_employer e"
        " on e.id = b.employer_id where b.total > 0 and b.version = 1 and not exists"
        " (select 1 from contributions_allocation a where a.bill_id = b.id)"
        " order by b.due_on desc, b.total, b.id limit %s",
        [limit],
    )
    newest: dict[str, dict[str, Any]] = {}
    for o in segments.orders(status="OPEN", limit=50):
        found = {"code": o["code"], "name": o["payer"], "month": o["first_month"], "total": o["total"]}
        newest.setdefault(o["kind"], found)
    return bills + list(newest.values())


def bank(url: str, paid_on: date) -> Bank | None:
    """The bank, speaking to a server over HTTP; None where its keys are not on this machine."""
    kept = _kept()
    return Bank(transport=over_http(url), paid_on=paid_on, **kept) if kept else None
