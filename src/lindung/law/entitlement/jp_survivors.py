"""Pensions (JP) of survivors: who of the registered family is paid, from when, until when, how much."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ..dates import birthday
from ..errors import BadFact
from ..heirs import split
from ..procedure import Field, Notebook, both, procedure
from ..units import show_date, show_money
from ..wording import Both
from .jp import death_refusal
from .jp_common import (
    CHILD,
    CHILD_AFTER_SPOUSE,
    KINDS,
    PARENT,
    WIDOW,
    Refusal,
    chain,
    day_words,
    first_of_next,
    need,
    reason_json,
    verdict,
    work,
)

CITE = "PP 45/2015 Pasal 14 dan 21-23; Permenaker 29/2015 Pasal 26"
RELATIONS = {
    "SPOUSE": both("janda atau duda", "widow or widower"),
    "CHILD": both("anak", "child"),
    "PARENT": both("orang tua", "parent"),
}
DIED = Field("died_on", "date", both("Hari meninggal penerima", "Day the recipient died"), True)
MARRIED = Field("married_on", "date", both("Hari menikah (lagi)", "Day of (re)marriage"), True)
WORKED = Field("worked_on", "date", both("Hari mulai bekerja", "Day work began"), True)
BORN = Field("birth_date", "date", both("Tanggal lahir", "Date of birth"), True)
REGISTERED = Field("registered", "flag", both("Terdaftar dalam program", "Registered in the programme"))
MEMBER_FACTS = (
    Field("death_date", "date", both("Hari peserta meninggal", "Day the member died")),
    Field(
        "pension_in_payment",
        "integer",
        both("Pensiun yang sedang dibayarkan", "Pension in payment"),
        True,
        low=1,
        high=10**10,
        unit="IDR",
    ),
    Field("membership_months", "integer", both("Masa kepesertaan", "Membership"), True, high=780, unit="months"),
    Field("paid_months", "integer", both("Masa iur", "Contribution months"), True, high=780, unit="months"),
    Field(
        "average_yearly_wage",
        "integer",
        both("Rata-rata upah setahun yang diindeks", "Average indexed yearly wage"),
        True,
        high=10**10,
        unit="IDR",
    ),
)
SPOUSE_PENSION = Field(
    "spouse_pension",
    "integer",
    both("Pensiun janda atau duda saat berakhir", "Spouse's pension when it ended"),
    True,
    low=1,
    high=10**10,
    unit="IDR",
)
FAMILY = Field(
    "family",
    "rows",
    both("Keluarga peserta", "Family of the member"),
    low=0,
    high=20,
    columns=(
        Field("relation", "choice", both("Hubungan", "Relation"), choices=RELATIONS),
        REGISTERED,
        BORN,
        MARRIED,
        WORKED,
        DIED,
    ),
)
OUT = (
    ("entitled", both("Ada yang berhak", "Somebody is entitled"), "flag"),
    ("lump_sum", both("Dibayar sekaligus", "Paid as a lump sum"), "flag"),
    ("kind", both("Jenis pensiun", "Kind of pension"), "code"),
    ("recipients", both("Penerima", "Recipients"), "count"),
    ("monthly", both("Pensiun sebulan seluruhnya", "Monthly pension, all together"), "IDR/month"),
)
ABOUT = both(
    "Tanggal adalah hari yang ditanyakan. Jumlahnya yang ditetapkan pada hari mulai; penyesuaian tahunan ada di"
    " jp.indexation. Rincian memuat bagian tiap orang menurut nomor barisnya.",
    "The date is the day asked about. The amount is the one awarded on the first day; jp.indexation re-rates it. The"
    " details hold each person's part by row number.",
)


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the family: row number, relation, the day the right can begin and the day it ends, if any."""

    number: int
    relation: str
    begins: date
    ends: date | None
    why: str

    def alive_at(self, day: date) -> bool:
        """Whether the right had not ended by a day."""
        return self.ends is None or self.ends > day

    def paid_in(self, day: date) -> bool:
        """Whether the month of a day is paid: from the month after the beginning to the month of the end."""
        return first_of_next(self.begins) <= day and (self.ends is None or first_of_next(self.ends) > day)


def _person(book: Notebook, number: int, row: dict[str, Any], death: date) -> Person | None:
    """A registered person with the day the right ends; nobody where the registration does not count."""
    relation, born = row["relation"], row["birth_date"]
    events = [(row["died_on"], "DIED")]
    if relation == "SPOUSE":
        events.append((row["married_on"], "MARRIED"))
    if relation == "CHILD":
        if born is None:
            need("jp.survivors", {"birth_date": None}, "birth_date")
        age = book.parameter("jp.child_age")
        leap = book.setting("calendar.leap_birthday") if (born.month, born.day) == (2, 29) else "feb_28"
        events += [
            (row["married_on"], "MARRIED"),
            (row["worked_on"], "WORKED"),
            (birthday(born, age.value, leap), "AGE"),
        ]
        if born > death:
            unborn = book.parameter("jp.unborn_days")
            if born > death + timedelta(days=unborn.value):
                return None
        elif not row["registered"]:
            return None
    elif not row["registered"]:
        return None
    first = min(((day, why) for day, why in events if day is not None), default=(None, ""))
    begins = max(born, death) if relation == "CHILD" else death
    return Person(number, relation, begins, first[0], first[1])


def _choose(book: Notebook, people: list[Person], death: date, today: date) -> tuple[int, list[Person], date] | None:
    """Kind, recipients in order of registration and start of the right; nothing where nobody is left."""
    most = book.parameter("jp.heirs_most").value
    book.step(
        "jp.family",
        both("Keluarga terdaftar", "Registered family"),
        [f"{p.number}:{p.relation}" for p in people],
        {k: "; ".join(RELATIONS[p.relation][k] for p in people) or "-" for k in ("id", "en")},
        cite="PP 45/2015 Pasal 14",
        inputs={str(p.number): [p.relation, p.ends.isoformat() if p.ends else None, p.why] for p in people},
        unit="codes",
    )
    at_death = [p for p in people if p.alive_at(death)]
    spouses = [p for p in at_death if p.relation == "SPOUSE"][: most[WIDOW]]
    parents = [p for p in at_death if p.relation == "PARENT"][: most[PARENT]]
    start = first_of_next(death)
    if spouses:
        end = spouses[0].ends
        if end is None or first_of_next(end) > today:
            return WIDOW, spouses, start
        later = [p for p in people if p.relation == "CHILD" and p.alive_at(end)]
        later = later[: most[CHILD_AFTER_SPOUSE]]
        return CHILD_AFTER_SPOUSE, later, first_of_next(max([end, *(p.begins for p in later[:1])]))
    children = [p for p in at_death if p.relation == "CHILD"][: most[CHILD]]
    if children:
        return CHILD, children, first_of_next(min(p.begins for p in children))
    return (PARENT, parents, start) if parents else None


def _amount(book: Notebook, formula: str, given: dict[str, Any], kind: int, start: date, death: date) -> int:
    """The monthly pension of a kind as awarded on its first day."""
    running = given["pension_in_payment"]
    if kind == CHILD_AFTER_SPOUSE:
        last = given.get("spouse_pension")
        if last is None:
            first = first_of_next(death)
            awarded = _amount(book, formula, given, WIDOW, first, death)
            bounded = book.setting("jp.bounds_scope") == "after_share"
            last, _ = chain(book, awarded, first, start - timedelta(days=1), bounded)
        return work(book, "jp.survivor_share", {"pension": last, "heir": kind}, start)["heir_monthly"]
    if running is not None:
        return work(book, "jp.survivor_share", {"pension": running, "heir": kind}, start)["heir_monthly"]
    need(formula, given, "paid_months", "average_yearly_wage")
    facts = {"average_yearly_wage": given["average_yearly_wage"], "months": given["paid_months"], "kind": kind}
    return work(book, "jp.formula", facts, start)["monthly"]


def _parts(book: Notebook, kind: int, people: list[Person], amount: int) -> list[tuple[int, int]]:
    """Rupiah by row number; two children share by the setting."""
    if len(people) == 1:
        return [(people[0].number, amount)]
    how = book.setting("jp.two_children")
    keys = [str(p.number) for p in people]
    if how == "each_full":
        parts = [(k, amount) for k in keys]
    elif how == "first_child":
        parts = [(k, amount if n == 0 else 0) for n, k in enumerate(keys)]
    else:
        odd = book.setting("heirs.odd_rupiah") if amount % len(keys) else "listed_order"
        parts = list(split(amount, keys, odd))
    book.step(
        "jp.parts",
        both("Pembagian", "Shares"),
        [[k, v] for k, v in parts],
        {lang: " + ".join(show_money(v, lang) for _, v in parts) for lang in ("id", "en")},
        cite="PP 45/2015 Pasal 22",
        inputs={"monthly": amount},
        unit="IDR/month",
    )
    return [(int(k), v) for k, v in parts]


def decide(
    book: Notebook, formula: str, given: dict[str, Any], family: list[dict[str, Any]], not_before: date = date.min
) -> tuple[dict[str, int], dict[str, Any]]:
    """Who of a family is paid on the day asked about; before ``not_before`` the answer is who will be. PP 45/2015
    art. 14 and 21-23."""
    death = given["death_date"]
    refused: Refusal | None = None
    if given["pension_in_payment"] is None:
        need(formula, given, "membership_months", "paid_months")
        refused = death_refusal(book, given["paid_months"], given["membership_months"])
    people = [p for n, row in enumerate(family, 1) if (p := _person(book, n, row, death)) is not None]
    found = _choose(book, people, death, max(book.on, not_before))
    reason = refused
    kind, recipients, start = found or (0, [], first_of_next(death))
    now = [p for p in recipients if p.paid_in(book.on)]
    if reason is None and found is None:
        reason = "NO_REGISTERED_HEIR", both("tidak ada keluarga terdaftar yang berhak", "no registered heir is left")
    if reason is None and book.on < start:
        reason = "NOT_YET", both(f"hak mulai {show_date(start, 'id')}", f"the right starts {show_date(start, 'en')}")
    if reason is None and not now:
        last = max((p.ends for p in recipients if p.ends), default=None)
        told = day_words(last)
        reason = "ENDED", both(f"hak berakhir {told['id']}", f"the right ended: {told['en']}")
    title = both("Hak atas pensiun ahli waris", "Right to a survivor's pension")
    entitled = verdict(book, "jp.survivors", title, reason, CITE, on=book.on, death_date=death)
    parts: list[tuple[int, int]] = []
    monthly = 0
    if entitled:
        amount = _amount(book, formula, given, kind, start, death)
        parts = _parts(book, kind, now, amount)
        monthly = sum(v for _, v in parts)
    ends = {p.number: p.ends.isoformat() if p.ends else None for p in now}
    named: Both | None = KINDS[kind] if entitled else None
    details = {
        "kind": named,
        "starts": start.isoformat() if entitled or (reason and reason[0] == "NOT_YET") else None,
        "parts": [[number, rupiah, ends[number]] for number, rupiah in parts],
        "reason": reason_json(reason),
    }
    values = {
        "entitled": entitled,
        "lump_sum": int(refused is not None),
        "kind": kind if entitled else 0,
        "recipients": sum(1 for _, v in parts if v),
        "monthly": monthly,
    }
    return values, details


@procedure(
    "jp.survivors",
    both("Pensiun ahli waris menurut keluarga", "Survivors' pension of a family (JP)"),
    (*MEMBER_FACTS, SPOUSE_PENSION, FAMILY),
    OUT,
    ABOUT,
)
def survivors(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """PP 45/2015 art. 21-23."""
    return decide(book, "jp.survivors", given, given["family"])


def _row(relation: str, given: dict[str, Any], **more: Any) -> dict[str, Any]:
    keys = ("birth_date", "married_on", "worked_on", "died_on")
    return {"relation": relation, "registered": given["registered"], **{k: given.get(k) for k in keys}, **more}


@procedure(
    "jp.widow",
    both("Pensiun janda atau duda", "Widow's or widower's pension (JP)"),
    (*MEMBER_FACTS, REGISTERED, MARRIED, DIED),
    OUT,
    ABOUT,
)
def widow(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """PP 45/2015 art. 21."""
    married, died = given["married_on"], given["died_on"]
    values, details = decide(book, "jp.widow", given, [_row("SPOUSE", given)])
    if any(d is not None and d < given["death_date"] for d in (married, died)):
        raise BadFact(id="Pasangan bukan janda atau duda.", en="The spouse is no widow or widower.")
    return values, details


CHILD_BORN = Field("birth_date", "date", both("Tanggal lahir anak", "Date of birth of the child"))


@procedure(
    "jp.child",
    both("Pensiun anak", "Child's pension (JP)"),
    (*MEMBER_FACTS, REGISTERED, CHILD_BORN, MARRIED, WORKED, DIED),
    OUT,
    ABOUT,
)
def child(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """PP 45/2015 art. 22, where no spouse was left."""
    return decide(book, "jp.child", given, [_row("CHILD", given)])


@procedure(
    "jp.child_after_spouse",
    both("Pensiun anak setelah janda atau duda", "Child's pension after the spouse (JP)"),
    (
        *MEMBER_FACTS,
        Field("spouse_ended_on", "date", both("Hari pensiun janda atau duda berakhir", "Day the spouse's right ended")),
        SPOUSE_PENSION,
        REGISTERED,
        CHILD_BORN,
        MARRIED,
        WORKED,
        DIED,
    ),
    OUT,
    ABOUT,
)
def child_after_spouse(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """PP 45/2015 art. 22(2)c."""
    if given["spouse_ended_on"] <= given["death_date"]:
        raise BadFact(id="Hak pasangan berakhir sebelum ada.", en="The spouse's right ended before it began.")
    family = [
        _row("CHILD", given),
        _row("SPOUSE", {"registered": 1}, died_on=given["spouse_ended_on"]),
    ]
    return decide(book, "jp.child_after_spouse", given, family, first_of_next(given["spouse_ended_on"]))


@procedure(
    "jp.parent",
    both("Pensiun orang tua", "Parent's pension (JP)"),
    (*MEMBER_FACTS, REGISTERED, DIED),
    OUT,
    ABOUT,
)
def parent(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """PP 45/2015 art. 23, where neither spouse nor child was left."""
    return decide(book, "jp.parent", given, [_row("PARENT", given)])
