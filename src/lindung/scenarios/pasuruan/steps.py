"""The order in which the year is built; each step is one transaction and may be repeated."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from lindung.scenarios.pasuruan import arrears, cases, files, finish, months, segments, setup, sponsors
from lindung.scenarios.pasuruan.figures import BUSINESS_DAY, MONTHS
from lindung.scenarios.pasuruan.people import HEADS
from lindung.scenarios.pasuruan.world import World
from lindung.scenarios.steps import BILLS, BOOKS, CLAIMS, COLLECTION, COVER, FAMILY, MONEY, REGISTERS, Step

_ID = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
]
_EN = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


COVER_PARTS = 4
BY_FILE = (4, 8, 11)  # months for which some employers hand in files
YEARS = ((2008, 2016), (2017, 2018), (2019, 2019), (2020, 2021))


def steps() -> list[Step[World]]:
    """All steps, in order: offices, logins, employers and people first, so that pages are useful early."""
    made = [
        Step("offices", "Kantor dan wilayahnya", "Offices and their territory", 20, setup.offices),
        Step("staff", "Petugas demo", "Staff of the demo", 210, setup.staff_logins),
        Step("employers", "Pemberi kerja", "Employers", 40, setup.employers),
    ]
    made += [
        Step(
            f"people-{last}", f"Peserta terdaftar sampai {last}", f"Members registered until {last}", 130,
            partial(setup.people, first=first, last=last), settle=REGISTERS if last == YEARS[-1][1] else (),
        )
        for first, last in YEARS
    ]  # fmt: skip
    made += [
        Step(
            f"cover-{n}", f"Masa perlindungan ({n + 1} dari {COVER_PARTS})", f"Cover ({n + 1} of {COVER_PARTS})", 165,
            partial(setup.cover, part=n, parts=COVER_PARTS), settle=COVER if n == COVER_PARTS - 1 else (),
        )
        for n in range(COVER_PARTS)
    ]  # fmt: skip
    made += [
        Step("families", "Keluarga, rekening, dan login peserta", "Families, accounts and members' logins", 130,
             setup.families, FAMILY),
        Step("balances", "Saldo awal JHT dan JP", "Opening balances of JHT and JP", 80, setup.balances, BOOKS),
    ]  # fmt: skip
    for m in range(MONTHS):
        made += _month(m)
    made += [
        Step("correction", "Koreksi berlabel", "The labelled correction", 5, finish.correction, CLAIMS),
        Step(
            "drafts",
            "Laporan Desember yang belum selesai",
            "December reports not finished",
            100,
            partial(files.uploads, m=MONTHS, final=False),
        ),
        Step("open", "Pekerjaan yang masih terbuka", "Work still open", 100, finish.open_work),
        Step("sponsor", "Desa yang membayar bagi warganya", "A village that pays for others", 5, sponsors.village),
        *(
            Step(
                f"collection-{n:02d}", f"Penagihan {_ID[n - 1]} 2021", f"Collection in {_EN[n - 1]} 2021", 150,
                partial(arrears.month, number=n), settle=COLLECTION if n == arrears.MONTHS[0] else (),
            )
            for n in arrears.MONTHS
        ),
        Step("inspections", "Pemeriksaan", "Inspections", 20, arrears.inspections),
        Step("flags", "Laporan yang perlu dilihat", "Reports that differ", 500, arrears.flags),
        Step("receivables", "Piutang disimpan", "Receivables kept", 50, arrears.keep),
        Step("bank", "Bank peraga", "The demo's bank", 30, finish.bank),
    ]  # fmt: skip
    ends = [(date(2021, m + 1, 1) - timedelta(days=1)) for m in range(1, 12)] + [BUSINESS_DAY]
    made += [
        Step(f"snapshot-{day}", f"Angka per {day:%d-%m-%Y}", f"Figures as of {day:%d-%m-%Y}", 140,
             partial(finish.snapshot, as_of=day))
        for day in ends
    ]  # fmt: skip
    made.append(Step("calendar", "Kalender pekerjaan", "Calendar of work", 5, finish.calendar))
    made.append(Step("proof", "Semua pembuktian", "All proofs", 1400, finish.prove))
    return made


def _month(m: int) -> list[Step[World]]:
    """Contribution month `m`, billed in calendar month `m` + 1 of 2021, and what was decided in that calendar month."""
    number = m + 1
    local, english = f"{_ID[number - 1]} 2021", f"{_EN[number - 1]} 2021"
    key = f"2021-{number:02d}"

    def step(
        name: str, title_id: str, title_en: str, weight: int, work: Callable[[World], int], settle: tuple[str, ...] = ()
    ) -> Step[World]:
        return Step(f"{key}-{name}", f"{local}: {title_id}", f"{english}: {title_en}", weight, work, settle)

    found = [
        step(
            "bills",
            "laporan upah dan tagihan",
            "wage reports and bills",
            160,
            partial(months.report_and_bill, m=m),
            BOOKS + BILLS if m == 0 else (),
        ),
        step("pay-1", "penerimaan", "receipts", 90, partial(months.pay, m=m, on_day=HEADS[0]), MONEY if m == 0 else ()),
        step("claims-1", "klaim", "claims", 430, partial(cases.window, number=number, half=0)),
        step("pay-2", "penerimaan", "receipts", 90, partial(months.pay, m=m, on_day=HEADS[1])),
        step("claims-2", "klaim", "claims", 430, partial(cases.window, number=number, half=1)),
        step(
            "segments", "peserta mandiri, migran, proyek", "the self-employed, migrants, projects", 15,
            partial(segments.month, number=number),
        ),
    ]  # fmt: skip
    if m in BY_FILE:
        found.insert(
            0,
            step(
                "files",
                "laporan upah lewat berkas",
                "wage reports by file",
                100,
                partial(files.uploads, m=m, final=True),
            ),
        )
    if number < 12:
        found += [
            step(
                "pay-3", "penerimaan terlambat", "late receipts", 20, partial(months.pay, m=m, on_day=months.LATE_DAY)
            ),
            step(
                "returns",
                "hasil pengembangan",
                "returns",
                55,
                partial(months.returns, number=number),
                BOOKS + MONEY + CLAIMS if number in (1, 4) else (),
            ),
        ]
        if number > 1:
            found.insert(-1, step("corrections", "koreksi", "corrections", 45, partial(months.correct, m=m)))
    return found
