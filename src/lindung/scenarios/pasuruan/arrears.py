"""Collection in 2021: cases open and are reminded by rule, officers work on some of the largest, receivables are kept;
an inspection, flags and their answers. Every act is one that an officer could take on that day."""

from collections.abc import Callable
from datetime import date

import numpy as np

from lindung.base.db import rows, scalar
from lindung.collection import services as collection
from lindung.collection.models import Case
from lindung.collection.services import Found
from lindung.performance import services as performance
from lindung.scenarios.pasuruan.figures import BUSINESS_DAY
from lindung.scenarios.pasuruan.people import ARREARS
from lindung.scenarios.pasuruan.world import World

KEPT = date(2021, 12, 14)
"""The receivables of the day that is over are kept, as the calendar does."""
MONTHS = range(4, 13)
"""Months in which collection is run: the first due date is missed in April."""
TOLD = 7
"""So many debtors have a course of their own below."""
ROUND = (
    ("VISIT", 8, 1, "Pimpinan ditemui; diminta melunasi atau mengangsur."),
    ("INSPECTION", 2, 3, "Daftar upah dan pembukuan diperiksa."),
    ("SKK", 1, 3, "Kuasa khusus kepada Kejaksaan Negeri."),
)
"""(step, at most, months in arrears at least, what is noted) of a day."""
TARGET = ("collection.employers_collected", 60)
OPEN_FLAGS = 6
ANSWERS = (
    ("EXPLAINED", "Satu pekerja pindah ke cabang lain, surat diperlihatkan."),
    ("CORRECTED", "Lembur bulan lalu terhitung dua kali; dibetulkan."),
    ("EXPLAINED", "Kontrak musiman selesai."),
    ("EXPLAINED", "Dua pekerja berhenti, laporannya menyusul dan sudah masuk."),
    ("INSPECT", "Jumlah pekerja di tempat usaha lebih banyak daripada laporan."),
)

Act = Callable[[World, int], object]
"""An officer's act on the case with this id."""


def debtors(world: World) -> list[int]:
    """Employers that paid nothing since spring, those with most workers first."""
    firms, jobs = world.plan.firms, world.plan.jobs
    workers = np.bincount(jobs.employer[jobs.last >= 0], minlength=len(firms))
    found = np.flatnonzero((firms.payer == ARREARS) & (firms.office == 0) & (firms.stops <= 5))
    return [int(world.employers[n]) for n in sorted(found.tolist(), key=lambda n: (-int(workers[n]), n))]


def _case(employer: int) -> int | None:
    return Case.objects.filter(employer_id=employer, kind="ARREARS", open=True).values_list("pk", flat=True).first()


def _step(kind: str, note: str, on: date) -> Act:
    return lambda world, case: collection.take_step(case, kind, note=note, on=on, by=world.user("iuran"))


def _owed(case: int, percent: int) -> int:
    """So much of what a case is about, in whole thousands."""
    principal = int(scalar("select principal from collection_case where id = %s", [case]))
    return max(1, principal * percent // 100 // 1000 * 1000)


def _promise(on: date, pay_on: date, percent: int) -> Act:
    return lambda world, case: collection.promise(
        case, _owed(case, percent), pay_on, contact="Bagian keuangan, lewat telepon", on=on, by=world.user("iuran")
    )


def _plan(on: date, parts: int, first_due: date, decided: date | None) -> Act:
    def act(world: World, case: int) -> None:
        employer = int(scalar("select employer_id from collection_case where id = %s", [case]))
        plan = collection.propose_plan(
            employer, parts, first_due, "Arus kas turun, pesanan sudah ada lagi.", on=on, by=world.user("iuran")
        )
        if decided:
            collection.decide_plan(plan.pk, True, "Laporan keuangannya mendukung.", world.user("kepala"), on=decided)

    return act


def _object(on: date, month: date) -> Act:
    def act(world: World, case: int) -> None:
        employer = int(scalar("select employer_id from collection_case where id = %s", [case]))
        collection.object_to_month(employer, month, "Dua pekerja sudah keluar sebelum bulan itu.", on=on)

    return act


def _write_off(on: date) -> Act:
    return lambda world, case: collection.propose_write_off(
        case, "Tidak ada lagi yang dapat disita; berkas sudah di KPKNL.", world.user("iuran"), on=on
    )


def _take(world: World, case: int) -> None:
    collection.take(case, world.user("iuran"))


def _acts() -> list[tuple[date, int, Act]]:
    """(day, which of the debtors, what is done), by day."""
    d = date
    return sorted(
        [
            # the whole ladder, to the proposal of writing off
            (d(2021, 8, 10), 0, _take),
            (d(2021, 8, 12), 0, _step("VISIT", "Kantor masih buka, keuangan akan menjawab.", d(2021, 8, 12))),
            (d(2021, 8, 25), 0, _step("INSPECTION", "Pembukuan diperiksa; tunggakan diakui.", d(2021, 8, 25))),
            (d(2021, 9, 14), 0, _step("SKK", "Kuasa khusus kepada Kejaksaan Negeri.", d(2021, 9, 14))),
            (d(2021, 10, 20), 0, _step("KPKNL", "Berkas lengkap diserahkan.", d(2021, 10, 20))),
            (d(2021, 12, 13), 0, _write_off(d(2021, 12, 13))),
            # administrative sanctions, to the fine
            (d(2021, 8, 12), 1, _step("WARNING_1", "", d(2021, 8, 12))),
            (d(2021, 9, 6), 1, _step("WARNING_2", "", d(2021, 9, 6))),
            (d(2021, 10, 4), 1, _step("FINE", "", d(2021, 10, 4))),
            # instalments: running, and waiting for the head
            (d(2021, 9, 1), 2, _step("PHONE", "Ingin mengangsur.", d(2021, 9, 1))),
            (d(2021, 12, 1), 2, _plan(d(2021, 12, 1), 6, d(2021, 12, 28), d(2021, 12, 3))),
            (d(2021, 12, 14), 3, _plan(d(2021, 12, 14), 12, d(2022, 1, 5), None)),
            # promises: broken, and still open
            (d(2021, 10, 11), 4, _promise(d(2021, 10, 11), d(2021, 10, 22), 50)),
            (d(2021, 11, 2), 4, _step("VISIT", "Janji tidak ditepati; pemilik minta waktu.", d(2021, 11, 2))),
            (d(2021, 12, 10), 5, _promise(d(2021, 12, 10), d(2021, 12, 22), 40)),
            # an objection
            (d(2021, 12, 13), 6, _object(d(2021, 12, 13), d(2021, 10, 1))),
        ],
        key=lambda one: one[:2],
    )  # fmt: skip


def days(month: int) -> list[date]:
    """Days of a month on which the day of collection is run; in December up to the business day."""
    return [day for day in (date(2021, month, 9), date(2021, month, 24)) if day < KEPT] + (
        [KEPT, BUSINESS_DAY] if month == BUSINESS_DAY.month else []
    )


def month(world: World, number: int) -> int:
    """A month of collection: the rule's days and the officers' acts, in their order."""
    firms = debtors(world)
    acts = [one for one in _acts() if one[0].month == number and one[1] < len(firms)]
    done = 0
    for day in days(number):
        done += _until(world, firms, acts, day)
        done += sum(collection.daily(day).values())
        done += _round(world, firms, day)
    return done + _until(world, firms, acts, date.max)


def _until(world: World, firms: list[int], acts: list[tuple[date, int, Act]], day: date) -> int:
    """The acts before a day, each once."""
    count = 0
    while acts and acts[0][0] < day:
        _, nth, act = acts.pop(0)
        if case := _case(firms[nth]):
            act(world, case)
            count += 1
    return count


def _round(world: World, firms: list[int], day: date) -> int:
    """What officers get done on a day of the rule: the largest of the cases that wait for a visit and so on."""
    count = 0
    for kind, most, least, note in ROUND:
        for r in rows(
            "select id from collection_case where open and kind = 'ARREARS' and next_step = %s and next_on <= %s"
            " and months >= %s and not employer_id = any(%s) order by principal desc, id limit %s",
            [kind, day, least, firms[:TOLD], most],
        ):
            if kind == "VISIT":
                collection.take(r["id"], world.user("iuran"))
            collection.take_step(r["id"], kind, note=note, on=day, by=world.user("iuran"))
            count += 1
    return count


def keep(world: World) -> int:
    """The receivables at the end of the day before the business day, and the year's target of the office."""
    if not rows("select 1 from performance_target where indicator = %s", [TARGET[0]]):
        performance.set_target(
            "pasuruan", TARGET[0], date(2021, 1, 1), date(2021, 12, 31), TARGET[1], by=world.user("kepala")
        )
    return collection.snapshot(KEPT)["employers"]


def flags(world: World) -> int:
    """The reports that differ, month by month; most of them answered, two by an inspection."""
    made = sum(sum(collection.flag_month(date(2021, m, 1), on=date(2021, m + 1, 20)).values()) for m in range(1, 11))
    waiting = rows("select id, employer_id, month from collection_flag where answer = '' order by id")
    for n, flag in enumerate(waiting[: max(0, len(waiting) - OPEN_FLAGS)]):
        answer, note = ANSWERS[n % len(ANSWERS)]
        collection.answer_flag(flag["id"], answer, note, world.user("iuran"), on=date(2021, 12, 6))
    return made


def inspections(world: World) -> int:
    """An employer with too low wages is told what is missing; one that never registered is written to."""
    by = world.user("iuran")
    lines = rows(
        "select e.id as employer_id, l.person_id, l.wage from registry_employer e join contributions_bill b"
        " on b.employer_id = e.id and b.month = %s and b.version = 1 join contributions_line l on l.month = b.month"
        " and l.bill_id = b.id where e.id = any(%s) order by e.id, l.person_id",
        [date(2021, 10, 1), [int(e) for e in world.employers[np.array(world.plan.firms.size) == "SMALL"][:2]]],
    )
    low = [r for r in lines if r["employer_id"] == lines[0]["employer_id"]][:4]
    case = collection.open_inspection(
        "PDS_WAGES", "Slip upah pekerja lebih tinggi daripada yang dilaporkan.", employer_id=low[0]["employer_id"],
        on=date(2021, 11, 22), by=by,
    )  # fmt: skip
    found = [Found(r["person_id"], date(2021, 8, 1), date(2021, 10, 1), r["wage"] + 650_000) for r in low]
    collection.add_findings(case.pk, found, on=date(2021, 11, 25), by=by)
    collection.demand(case.pk, "Daftar upah terlampir.", on=date(2021, 11, 26), by=by)
    collection.answer(
        case.pk, "Tunjangan tetap belum kami masukkan; akan kami hitung ulang.", employer_id=low[0]["employer_id"],
        on=date(2021, 12, 8), by=by,
    )  # fmt: skip
    shop = collection.open_inspection(
        "PWBD", "Bengkel dengan enam pekerja, buka sejak 2019, belum terdaftar.", office_id=world.branch,
        name="Bengkel Contoh Jaya", on=date(2021, 12, 2), by=by,
    )  # fmt: skip
    collection.demand(shop.pk, "Diminta mendaftar.", on=date(2021, 12, 3), by=by)
    return len(found)
