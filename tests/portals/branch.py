"""A small branch with a year of real work, made through the services: what pages show in tests and in pictures.

Office `pasuruan` below `jawa-timur` (another branch `malang` beside it), two employers, twenty workers with wage
reports and bills from July to November 2021, two bills unpaid, a JHT claim paid, one under way, one returned, a death
with its JKM claim paid, a scholarship recorded and paid, a labelled correction, and a login per role.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from lindung.access.models import Mandate, User
from lindung.access.services import NewMandate, make_user
from lindung.base.db import rows, scalar, system
from lindung.claims import services as claims
from lindung.claims.services import Answer, NewClaim, Recorded, order_reference
from lindung.contributions import services as contributions
from lindung.coverage import services as coverage
from lindung.ledger.chart import Acc
from lindung.ledger.services import Member, post
from lindung.reach import services as reach
from lindung.registry import services as registry

DAY = date(2021, 12, 15)
PASSWORD = "kata-sandi-uji-2021"
JAKARTA = ZoneInfo("Asia/Jakarta")
MONTHS = tuple(date(2021, m, 1) for m in range(7, 12))
PAPERS = frozenset(
    {"CARD", "ID", "FAMILY_CARD", "REFERENCE_LETTER", "DEATH_CERTIFICATE", "HEIR_ID", "BANK_BOOK", "HEIR_CERTIFICATE"}
)
STAFF = {
    "klaim": "CLAIMS_OFFICER", "penyetuju": "APPROVER", "iuran": "CONTRIBUTION_OFFICER", "kasir": "CASHIER",
    "kontak": "CONTACT", "kepala": "BRANCH_HEAD", "auditor": "AUDITOR", "admin": "ADMIN",
}  # fmt: skip
_NAMES = (
    "Siti Rahmawati", "Budi Hartono", "Dewi Anggraini", "Agus Setiawan", "Rina Marlina", "Joko Prabowo",
    "Wahyu Nugroho", "Endang Lestari", "Slamet Riyadi", "Ratna Sari", "Hendra Wijaya", "Sri Wahyuni",
    "Eko Purnomo", "Yuni Astuti", "Bambang Sutrisno", "Lilis Suryani", "Dedi Kurniawan", "Nur Aini",
    "Taufik Hidayat", "Mega Puspita",
)  # fmt: skip


def at(day: date, hour: int = 9) -> datetime:
    """A moment of a working day."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=JAKARTA)


@dataclass
class Branch:
    """Ids of what was made; `users` by user name, `claims` and `decisions` by what became of them."""

    region: int = 0
    office: int = 0
    other: int = 0
    sponsor: int = 0
    employers: list[int] = field(default_factory=list)
    people: list[int] = field(default_factory=list)
    kpj: dict[int, str] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    claims: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    decisions: dict[str, int] = field(default_factory=dict)
    stranger: int = 0

    def mandate(self, name: str) -> int:
        """The first mandate of a login."""
        return int(Mandate.objects.filter(user=self.users[name]).order_by("id").values_list("id", flat=True)[0])


def build() -> Branch:
    """Make the branch; everything ends on 15 December 2021."""
    with system():
        b = Branch()
        _places(b)
        _people(b)
        _months(b)
        _logins(b)
        _claims(b)
        return b


def _places(b: Branch) -> None:
    since = date(2015, 7, 1)
    registry.set_business_day(DAY)
    b.region = registry.register_office(
        code="K1", slug="jawa-timur", name="Kantor Wilayah Jawa Timur", kind="REGION", valid_from=since
    ).id
    b.office, b.other = (
        registry.register_office(
            code=code, slug=name.lower(), name=f"Kantor Cabang {name}", kind="BRANCH", parent_id=b.region,
            address=f"Jalan Contoh {n}, {name}", valid_from=since,
        ).id
        for n, (code, name) in enumerate((("C1", "Pasuruan"), ("C2", "Malang")), 1)
    )  # fmt: skip
    for district in ("35.75", "35.14"):
        registry.serve_district(b.office, district, since)
    registry.serve_district(b.other, "35.07", since)
    for office in (b.office, b.other):
        registry.appoint(office, "BRANCH_MANAGER", f"Kepala Contoh {office}", "Kepala Kantor Cabang", since)
    for n, (name, office, district) in enumerate(
        (("PT Sumber Contoh Makmur", b.office, "35.14"), ("PT Garam Contoh Jaya", b.office, "35.75"))
    ):
        b.employers.append(
            registry.register_employer(
                name=name, office_id=office, district_id=district, registered_on=date(2018, 1, 2), size="LARGE",
                risk_group=2 + n, kbli="10794", review_on=date(2023, 1, 2), nib=f"912000000000{n}",
            ).id
        )  # fmt: skip

    b.sponsor = reach.register_sponsor(
        reach.NewSponsor("DESA1", "Desa Contoh", "VILLAGE", "35.14", b.office), on=since
    ).pk


def _people(b: Branch) -> None:
    for n, name in enumerate(_NAMES):
        woman = n % 2 == 0
        born = date(1966 + n if n else 1988, 2, 3 + n % 20)
        nik = f"357501{born.day + (40 if woman else 0):02d}{born.month:02d}{born.year % 100:02d}{n + 1:04d}"
        made = registry.register_person(
            nik=nik, name=name, birth_date=born, sex="P" if woman else "L", office_id=b.office,
            phone=f"0812000000{n:02d}",
        )  # fmt: skip
        registry.verify_nik(made.id, date(2018, 2, 1))
        b.kpj[made.id] = registry.issue_number(made.id, b.office, date(2018, 2, 1))
        b.people.append(made.id)
        coverage.join(
            made.id, b.employers[n % 2], b.office, "PU", date(2021, 7, 1), kpj=b.kpj[made.id], source="laporan"
        )
        month = date(2021, 6, 1)
        post(
            "OPENING", f"opening:{made.id}", date(2021, 6, 30), b.office,
            {Acc.JHT_OPENING: 9_000_000 + 250_000 * n, Acc.JHT_MEMBERS: -(9_000_000 + 250_000 * n)},
            [Member(made.id, Acc.JHT_MEMBERS, "OPENING", month, 9_000_000 + 250_000 * n, b.employers[n % 2])],
        )  # fmt: skip
        registry.set_bank_account(made.id, "014", f"88000000{n:02d}", name, date(2021, 1, 4))
    dead = b.people[5]
    registry.add_relative(dead, "SPOUSE", "Wulan Contoh", birth_date=date(1975, 4, 1))
    registry.add_relative(dead, "CHILD", "Bayu Contoh", birth_date=date(2008, 9, 9))
    b.stranger = registry.register_person(
        nik="3507015202900099", name="Orang Malang", birth_date=date(1990, 2, 12), sex="P", office_id=b.other
    ).id


LEAVES = {0: date(2021, 9, 30), 1: date(2021, 9, 30), 2: date(2021, 10, 15), 3: date(2021, 10, 31)}
"""People by number and their last day of work; number 0 has not claimed yet."""


def _named(sql: str, values: list[object]) -> tuple[str, dict[str, object]]:
    """The same query with named parameters."""
    names = {f"v{n}": value for n, value in enumerate(values)}
    for name in names:
        sql = sql.replace("%s", f"%({name})s", 1)
    return sql, names


def _months(b: Branch) -> None:
    for month in MONTHS:
        for e, employer in enumerate(b.employers):
            if e == 1 and month == MONTHS[-1]:
                continue  # the second employer has not reported November
            here = [n for n in range(len(b.people)) if n % 2 == e]
            lines = []
            for n in here:
                left = LEAVES.get(n)
                if left is None or left >= month:
                    end = left if left and (left.year, left.month) == (month.year, month.month) else None
                    lines.append((employer, b.people[n], 4_290_133 + 110_000 * n, end, "RESIGNED" if end else ""))
            given = ", ".join(["(%s::bigint, %s::bigint, %s::bigint, %s::date, %s)"] * len(lines))
            sql = (
                "select e as employer_id, p as person_id, w as wage, 0 as back_pay, null::date as start_on,"
                f" x as end_on, r as exit_reason from (values {given}) t (e, p, w, x, r)"
            )
            contributions.report_many(month, *_named(sql, [v for line in lines for v in line]))
            report = int(
                scalar(
                    "select id from contributions_wagereport where employer_id = %s and month = %s", [employer, month]
                )
            )
            after = date(month.year, month.month + 1, 1)
            bill = contributions.post(report, on=after.replace(day=3))
            if not (e == 0 and month >= date(2021, 10, 1)):
                contributions.receive(
                    "API", f"BANK{month:%m}{e}", after.replace(day=10), bill.total, b.office, billing_code=bill.code,
                    on=after.replace(day=10),
                )  # fmt: skip


def _logins(b: Branch) -> None:
    def login(name: str, role: str, **where: int) -> None:
        b.users[name] = make_user(
            name, PASSWORD, [NewMandate(role, valid_from=date(2015, 7, 1), **where)], check_password=False
        )

    for name, role in STAFF.items():
        login(name, role, office_id=b.office)
    login("wilayah", "REGIONAL_HEAD", office_id=b.region)
    login("malang", "BRANCH_HEAD", office_id=b.other)
    login("hrd", "EMPLOYER", employer_id=b.employers[0])
    login("sponsor", "SPONSOR", sponsor_id=b.sponsor)
    login("peserta", "MEMBER", person_id=b.people[0])
    login("lunas", "MEMBER", person_id=b.people[1])
    login("berjalan", "MEMBER", person_id=b.people[2])
    login("kembali", "MEMBER", person_id=b.people[3])
    login("ahliwaris", "MEMBER", person_id=b.people[7])
    login("bekerja", "MEMBER", person_id=b.people[4])


def _claims(b: Branch) -> None:
    officer, head, cashier, chief = (b.users[u].id for u in ("klaim", "penyetuju", "kasir", "kepala"))

    def keep(name: str, receipt: claims.Submitted) -> int:
        b.claims[name], b.numbers[name] = receipt.claim_id, receipt.number
        return receipt.claim_id

    def decide(name: str, day: date, **how: object) -> int:
        made = claims.propose(b.claims[name], officer, at=at(day, 10), on=day, **how)
        claims.approve(made.decision_id, head, at=at(day, 14), on=day)
        b.decisions[name] = made.decision_id
        return made.decision_id

    def pay(names: list[str], day: date) -> None:
        ids = [b.claims[n] for n in names]
        batch = claims.make_payout_batch(b.office, day, cashier, claim_ids=ids)
        claims.release_payout_batch(batch.id, chief, at=at(day, 15))
        orders = rows("select id from claims_paymentorder where batch_id = %s order by id", [batch.id])
        claims.take_bank_answers(
            [Answer(order_reference(o["id"]), "PAID", f"BNK{o['id']:06d}", day) for o in orders], cashier, on=day
        )

    def jht(name: str, n: int, day: date, **more: object) -> int:
        asked: dict[str, object] = {"shown": PAPERS, "at": at(day), "client_key": name} | more
        return keep(name, claims.submit_jht(NewClaim(b.people[n], "RESIGNED", **asked)))

    jht("paid", 1, date(2021, 11, 8))
    decide("paid", date(2021, 11, 9))
    told = claims.report_death(
        "Wulan Contoh", "SPOUSE", b.people[5], date(2021, 11, 12), shown=PAPERS, client_key="death",
        at=at(date(2021, 11, 15)),
    )  # fmt: skip
    for one in told.claims:
        programme = str(scalar("select programme from claims_claim where id = %s", [one.claim_id]))
        keep(f"death-{programme.lower()}", one)
    for relative in rows("select id, name from registry_relative where person_id = %s order by id", [b.people[5]]):
        registry.set_bank_account(
            b.people[5], "014", f"9900{relative['id']:06d}", relative["name"], date(2021, 11, 15),
            relative_id=relative["id"], vouched=True,
        )  # fmt: skip
    decide("death-jkm", date(2021, 11, 16))
    keep(
        "child",
        claims.record_claim(
            Recorded(
                "JKM", "DEATH", b.people[7], {"SCHOLARSHIP": 12_000_000}, date(2021, 11, 1), units=2, unit="CHILD",
                client_key="child", at=at(date(2021, 11, 10)),
            )
        ),
    )  # fmt: skip
    decide("child", date(2021, 11, 11))
    pay(["paid", "child"], date(2021, 11, 12))
    pay(["death-jkm"], date(2021, 11, 17))
    jht("running", 2, date(2021, 12, 10), shown=frozenset({"CARD", "ID"}))
    jht("returned", 3, date(2021, 12, 8))
    decide("returned", date(2021, 12, 9), kind="RETURN", reasons=["PAPER_DIFFERS"], note="nama ibu berbeda")
    labelled = claims.propose_correction(
        "JKM", b.office, date(2021, 12, 14), 250_000, "Selisih catatan lama yang belum ada berkasnya.",
        "A difference of old records whose file is missing.", officer, key="koreksi-uji",
    )  # fmt: skip
    claims.decide_correction(labelled.pk, head)
    coverage.worker_says_left(
        int(scalar("select id from coverage_spell where person_id = %s", [b.people[6]])), date(2021, 12, 1),
        "RESIGNED", on=date(2021, 12, 13), person_id=b.people[6],
    )  # fmt: skip
