"""The golden example's world: one branch, one employer of very low risk, one worker with eleven months reported and
paid through the services, and a login for everyone who takes part."""

import hmac
import struct
import time
from base64 import b32decode
from dataclasses import dataclass, field
from datetime import date, timedelta

from lindung.access.models import Mandate, User
from lindung.access.services import NewMandate, enrol_totp, issue_token, make_user
from lindung.base.dates import add_months
from lindung.base.db import system
from lindung.contributions import services as contributions
from lindung.registry import services as registry

PASSWORD = "kata-sandi-uji-2022"
FIRST = date(2021, 2, 1)
"""The first of the twelve months; the twelfth, January 2022, is reported on the pages."""
REPORTED = date(2022, 2, 3)
LEFT = date(2022, 1, 31)
WAGE = 5_000_000
NAME = "Ratna Widyasari"
NIK = "3575014505900001"
STAFF = {
    "klaim": "CLAIMS_OFFICER", "penyetuju": "APPROVER", "kasir": "CASHIER", "kepala": "BRANCH_HEAD",
}  # fmt: skip


@dataclass
class World:
    """Ids of what was made; `secrets` of second factors by user name; the bank's token."""

    region: int = 0
    office: int = 0
    employer: int = 0
    person: int = 0
    kpj: str = ""
    users: dict[str, User] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    token: str = ""


def totp(secret: str) -> str:
    """The code an authenticator application shows now (RFC 6238: SHA-1, 30 seconds, 6 digits)."""
    left = 30 - time.time() % 30
    if left < 8:  # a slow page could carry it past its time
        time.sleep(left)
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.digest(b32decode(secret), counter, "sha1")
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def build() -> World:
    """Everything up to the morning on which the twelfth month is reported."""
    with system():
        w = World()
        registry.set_business_day(REPORTED)
        _places(w)
        _worker(w)
        _logins(w)
        _eleven_months(w)
        return w


def _places(w: World) -> None:
    since = date(2015, 7, 1)
    w.region = registry.register_office(
        code="K1", slug="jawa-timur", name="Kantor Wilayah Jawa Timur", kind="REGION", valid_from=since
    ).id
    w.office = registry.register_office(
        code="C1", slug="pasuruan", name="Kantor Cabang Pasuruan", kind="BRANCH", parent_id=w.region,
        address="Jalan Contoh 1, Pasuruan", valid_from=since,
    ).id  # fmt: skip
    registry.serve_district(w.office, "35.75", since)
    registry.appoint(w.office, "BRANCH_MANAGER", "Kepala Contoh", "Kepala Kantor Cabang", since)
    w.employer = registry.register_employer(
        name="PT Emas Contoh", office_id=w.office, district_id="35.75", registered_on=FIRST, size="LARGE",
        risk_group=1, kbli="62019", review_on=date(2024, 2, 1), nib="9120000000001",
    ).id  # fmt: skip


def _worker(w: World) -> None:
    w.person = registry.register_person(
        nik=NIK, name=NAME, birth_date=date(1990, 5, 5), sex="P", office_id=w.office,
        phone="081200000001",
    ).id  # fmt: skip
    registry.verify_nik(w.person, FIRST)
    w.kpj = registry.issue_number(w.person, w.office, FIRST)
    registry.set_bank_account(w.person, "014", "8800000001", NAME, date(2021, 3, 1))


def _logins(w: World) -> None:
    def login(name: str, role: str, **where: int) -> None:
        new = NewMandate(role, valid_from=date(2015, 7, 1), **where)
        w.users[name] = make_user(name, PASSWORD, [new], check_password=False)

    for name, role in STAFF.items():
        login(name, role, office_id=w.office)
    login("wilayah", "REGIONAL_HEAD", office_id=w.region)
    login("hrd", "EMPLOYER", employer_id=w.employer)
    login("peserta", "MEMBER", person_id=w.person)
    login("bank", "BANK", office_id=w.office)
    for name in (*STAFF, "wilayah"):
        w.secrets[name] = enrol_totp(w.users[name])
    w.token = issue_token(Mandate.objects.get(user=w.users["bank"]).pk, "bank uji")[1]


def _eleven_months(w: World) -> None:
    by = w.users["hrd"].id
    for n in range(11):
        month = add_months(FIRST, n)
        after = add_months(month, 1)
        report = contributions.open_report(w.employer, month, by=by)
        if n == 0:
            contributions.add_worker(report.pk, wage=WAGE, nik=NIK, kpj=w.kpj, start_date=FIRST)
        contributions.finalise(report.pk, by=by)
        bill = contributions.post(report.pk, on=after + timedelta(days=2), by=by)
        paid_on = after + timedelta(days=7)
        contributions.receive(
            "API", f"GOLD-{month:%Y%m}", paid_on, bill.total, w.office, billing_code=bill.code, on=paid_on
        )
