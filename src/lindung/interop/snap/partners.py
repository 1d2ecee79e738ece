"""Banks that may speak: registered with their public key, given a client key and a secret, ended."""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core import signing
from django.utils import timezone

from lindung.access import queries as access
from lindung.access.models import Mandate, Role
from lindung.access.scope import Actor
from lindung.base.db import act, rows
from lindung.base.errors import Refused
from lindung.interop.models import SnapPartner
from lindung.interop.snap.signatures import load_public_key

TOKEN_SECONDS = 900
_SALT = "lindung.snap.b2b"


class PartnerRefused(Refused):
    """A partner that cannot be registered."""

    MESSAGES: ClassVar[Mapping[str, tuple[str, str]]] = {
        "mandate": ("Mandat itu bukan mandat bank.", "That mandate is not a bank's."),
        "code_taken": ("Kode mitra {partner} sudah dipakai.", "The partner code {partner} is taken."),
        "code": (
            "Kode mitra 2 sampai 36 huruf atau angka.",
            "A partner code is 2 to 36 letters or digits.",
        ),
        "public_key": (
            "Kunci publik harus RSA paling sedikit 2048 bit dalam bentuk PEM.",
            "The public key must be RSA of at least 2048 bits, in PEM.",
        ),
        "service_number": (
            "Nomor layanan bank 1 sampai 8 angka.",
            "The bank's number for us is 1 to 8 digits.",
        ),
        "change_open": (
            "Masih ada usulan untuk mitra {partner} yang menunggu orang kedua.",
            "A proposal for partner {partner} still waits for the second person.",
        ),
        "no_change": ("Usulan tidak ditemukan.", "The proposal was not found."),
        "change_decided": ("Usulan ini sudah diputus.", "This proposal has been decided already."),
        "same_person": (
            "Yang mengusulkan tidak boleh memutus usulannya sendiri.",
            "Who proposed may not decide his own proposal.",
        ),
        "reason_needed": ("Tulis alasannya.", "Give the reason."),
        "not_suspended": (
            "Mitra {partner} tidak sedang dihentikan sementara.",
            "Partner {partner} is not suspended.",
        ),
        "no_partner": ("Mitra {partner} tidak ditemukan.", "There is no partner {partner}."),
    }


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a partner is told once: the secret is not shown again."""

    code: str
    client_key: str
    secret: str
    service_number: str


@dataclass(frozen=True, slots=True)
class Partner:
    """A partner in force, its secret, and the actor it is."""

    id: int
    code: str
    public_key: str
    secret: str
    service_number: str
    closed_amount: bool
    serial: int
    actor: Actor


def _box() -> Fernet:
    key = hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"lindung-snap").digest()
    return Fernet(base64.urlsafe_b64encode(key))


@act
def register(
    mandate_id: int,
    code: str,
    name: str,
    public_key: str,
    service_number: str,
    *,
    closed_amount: bool = True,
) -> Credentials:
    """A bank's mandate may speak the payment standard from now on.

    Raises PartnerRefused: mandate, code, code_taken, public_key, service_number."""
    mandate = Mandate.objects.filter(pk=mandate_id, role=Role.BANK).first()
    if mandate is None or mandate.office_id is None:
        raise PartnerRefused("mandate")
    check(code, service_number, public_key)
    secret, client_key = secrets.token_urlsafe(32), secrets.token_hex(16)
    SnapPartner.objects.create(
        mandate_id=mandate.pk,
        office_id=mandate.office_id,
        code=code,
        name=name[:80],
        client_key=client_key,
        public_key=public_key,
        secret=_box().encrypt(secret.encode()).decode(),
        service_number=service_number,
        closed_amount=closed_amount,
    )
    return Credentials(code, client_key, secret, service_number)


def check(code: str, service_number: str, public_key: str) -> None:
    """Raises PartnerRefused where these cannot be a new partner's: code, service_number, code_taken, public_key."""
    if not (2 <= len(code) <= 36 and code.isascii() and code.isalnum()):
        raise PartnerRefused("code", field="code")
    if not (1 <= len(service_number) <= 8 and service_number.isascii() and service_number.isdigit()):
        raise PartnerRefused("service_number", field="service_number")
    if SnapPartner.objects.filter(code=code).exists():
        raise PartnerRefused("code_taken", field="code", partner=code)
    check_key(public_key)


def check_key(public_key: str) -> None:
    """Raises PartnerRefused: public_key."""
    try:
        load_public_key(public_key)
    except ValueError as error:
        raise PartnerRefused("public_key", field="public_key") from error


@act
def renew(code: str, public_key: str | None = None) -> Credentials:
    """A new secret (and public key) for a partner; the old secret and all its tokens end at once.

    Raises PartnerRefused: no_partner, public_key."""
    partner = SnapPartner.objects.select_for_update().filter(code=code, ended_at=None).first()
    if partner is None:
        raise PartnerRefused("no_partner", partner=code)
    if public_key is not None:
        check_key(public_key)
        partner.public_key = public_key
    secret = secrets.token_urlsafe(32)
    partner.secret, partner.serial = _box().encrypt(secret.encode()).decode(), partner.serial + 1
    partner.save(update_fields=["public_key", "secret", "serial"])
    return Credentials(partner.code, partner.client_key, secret, partner.service_number)


@act
def end(code: str) -> None:
    """The partner may speak no longer; again changes nothing. Raises PartnerRefused: no_partner."""
    if not SnapPartner.objects.filter(code=code).exists():
        raise PartnerRefused("no_partner", partner=code)
    SnapPartner.objects.filter(code=code, ended_at=None).update(ended_at=timezone.now())


@act
def by_client_key(client_key: str) -> Partner | None:
    """The partner in force with this client key."""
    return _partner("p.client_key = %s", client_key)


@act
def by_token(token: str) -> Partner | None:
    """The partner that a token was given to, while both are in force."""
    try:
        said: dict[str, Any] = signing.loads(token, salt=_SALT, max_age=TOKEN_SECONDS)
    except signing.BadSignature:
        return None
    found = _partner("p.id = %s", said["p"])
    return found if found and found.serial == said["s"] else None


def issue_token(partner: Partner) -> str:
    """A token that lives for TOKEN_SECONDS; it is signed, not stored."""
    return signing.dumps({"p": partner.id, "s": partner.serial, "n": secrets.token_hex(8)}, salt=_SALT)


def _partner(condition: str, value: object) -> Partner | None:
    found = rows(
        "select p.id, p.code, p.public_key, p.secret, p.service_number, p.closed_amount, p.serial, p.mandate_id,"
        " m.user_id from interop_snappartner p join access_mandate m on m.id = p.mandate_id"
        f" where p.ended_at is null and p.suspended_at is null and {condition}",
        [value],
    )
    if not found:
        return None
    one = found[0]
    mandate = next((m for m in access.mandates_of(one["user_id"]) if m["id"] == one["mandate_id"]), None)
    if mandate is None:
        return None
    try:
        secret = _box().decrypt(one["secret"].encode()).decode()
    except InvalidToken:
        return None  # the key of the installation changed: the partner needs a new secret
    return Partner(
        one["id"],
        one["code"],
        one["public_key"],
        secret,
        one["service_number"],
        one["closed_amount"],
        one["serial"],
        access.actor_of(one["user_id"], mandate),
    )
