"""What a correction of a person's data moves, before it is done: days of rights, limits of cover, and what was decided
with the old value."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lindung import law
from lindung.base.db import fetch
from lindung.base.format import date_long, rupiah
from lindung.claims.queries.case import claims_of
from lindung.claims.queries.words import Both
from lindung.registry import names
from lindung.registry.queries import account_of, today


@dataclass(frozen=True)
class Consequence:
    """Something that becomes other: in words, before and after; `warn` where somebody has to act."""

    title: Both
    before: Both
    after: Both
    warn: bool = False


@dataclass(frozen=True)
class Use:
    """A decision or an open claim made with the old value; `number` is the claim's."""

    kind: str  # DECISION, CLAIM
    id: int
    number: str
    title: Both
    state: str
    on: date


def consequences(person_id: int, changes: Mapping[str, list[Any]]) -> list[Consequence]:
    """What `changes` (field -> [before, after], dates as text) would move for a person, as the reader sees him."""
    found: list[Consequence] = []
    if "birth_date" in changes:
        found += _ages(person_id, *(date.fromisoformat(d) for d in changes["birth_date"]))
    if "name" in changes:
        found += _account(person_id, *changes["name"])
    if "died_on" in changes:
        found += _death(person_id, changes["died_on"][1])
    if "nik" in changes:
        found.append(
            Consequence(
                both("Pemeriksaan NIK", "NIK check"),
                both("menurut NIK lama", "by the old NIK"),
                both(
                    "hanya KTP atau surat Dukcapil yang membuat NIK baru terperiksa",
                    "only an identity card or the civil registry makes the new NIK a checked one",
                ),
            )
        )
    return found


def both(indonesian: str, english: str) -> Both:
    """A text in both languages."""
    return {"id": indonesian, "en": english}


def _ages(person_id: int, old: date, new: date) -> list[Consequence]:
    day = today()

    def pension(born: date) -> Both:
        made = law.calc("jp.pension_age", day, {"birth_date": born})
        age, right = made.values["age"], date.fromisoformat(made.details["right_starts"])
        return both(
            f"usia {age} tahun, hak mulai {date_long(right)}", f"age {age}, right from {date_long(right, 'en')}"
        )

    def savings(born: date) -> Both:
        told = law.calc("jht.entitlement", day, {"ground": "AGE_56", "birth_date": born, "working": False}).details
        first = date.fromisoformat(told["earliest"]) if told["earliest"] else None
        if first is None or first <= day:
            return both("sudah dapat diajukan", "can be claimed already")
        return both(f"mulai {date_long(first)}", f"from {date_long(first, 'en')}")

    found = [
        Consequence(both("Usia pensiun JP", "JP pension age"), pension(old), pension(new)),
        Consequence(both("JHT karena usia", "JHT by age"), savings(old), savings(new)),
    ]
    for title, count in (
        (both("Bulan JP sesudah hak pensiun mulai", "JP months after the pension right starts"), _jp_after),
        (both("Bulan JKP melewati batas usia masuk", "JKP months past the entry age"), _jkp_after),
    ):
        before, after = count(person_id, old), count(person_id, new)
        if before or after:
            found.append(Consequence(title, _months(before), _months(after), warn=after > before))
    return [c for c in found if c.before != c.after]


def _months(count: int) -> Both:
    return both(f"{count} bulan sudah ditagih", f"{count} months billed")


def _jp_after(person_id: int, born: date) -> int:
    right = law.calc("jp.pension_age", today(), {"birth_date": born}).details["right_starts"]
    return _count(
        "select count(distinct month) from contributions_line where person_id = %s and month >= %s"
        " and jp_employer + jp_worker > 0",
        [person_id, right],
    )


def _jkp_after(person_id: int, born: date) -> int:
    try:
        age = int(law.parameter("jkp.entry_age", today()).value)
    except law.NotInForce:
        return 0
    return _count(
        "select count(distinct l.month) from contributions_line l where l.person_id = %s"
        " and l.jkp_from_jkk + l.jkp_from_jkm > 0 and not exists (select 1 from coverage_spell s"
        " where s.person_id = l.person_id and s.employer_id = l.employer_id and s.exit_reason <> 'ERROR'"
        " and s.start_on < %s::date + make_interval(years => %s) and (s.end_on is null or s.end_on >= l.month))",
        [person_id, born, age],
    )


def _count(sql: str, values: list[Any]) -> int:
    return int(fetch(sql, values)[0][0])


def _account(person_id: int, old: str, new: str) -> list[Consequence]:
    account = account_of(person_id)
    if account is None:
        return []
    words = {
        names.MATCH: both("sama dengan pemilik rekening", "the same as the account holder's"),
        names.CLOSE: both("mirip dengan pemilik rekening", "like the account holder's"),
        names.DIFFERENT: both("berbeda dari pemilik rekening", "different from the account holder's"),
    }
    before, after = (words[names.verdict(names.score(n, account["holder_name"]))] for n in (old, new))
    title = both("Nama pada rekening bank", "Name on the bank account")
    return [Consequence(title, before, after, warn=after != words[names.MATCH])] if before != after else []


def _death(person_id: int, died: str | None) -> list[Consequence]:
    ended = _count("select count(*) from coverage_spell where person_id = %s and exit_reason = 'DIED'", [person_id])
    paid = sum(c["paid"] for c in claims_of(person_id) if c["ground_code"] == "DEATH")
    found = []
    if ended:
        again = date_long(date.fromisoformat(died)) if died else ""
        found.append(
            Consequence(
                both("Masa kepesertaan yang diakhiri kematian", "Cover that the death ended"),
                both(f"{ended} berakhir pada hari itu", f"{ended} ended on that day"),
                both(f"dinilai lagi pada {again}", f"judged again on {date_long(date.fromisoformat(died), 'en')}")
                if died
                else both("berjalan lagi seperti sebelumnya", "running again as before"),
            )
        )
    if paid:
        found.append(
            Consequence(
                both("Manfaat kematian yang sudah dibayar", "Death benefits already paid"),
                both(rupiah(paid), rupiah(paid, "en")),
                both("tetap; periksa apakah harus diminta kembali", "stays; see whether it must be asked back")
                if died is None
                else both("tetap; periksa lagi haknya", "stays; look at the right again"),
                warn=True,
            )
        )
    return found


def used_in(person_id: int, changes: Mapping[str, list[Any]]) -> list[Use]:
    """Decisions that rest on the old values and claims still open, newest first; none is altered by a correction.
    As row-level security shows them to the reader."""
    born = changes["birth_date"][0] if "birth_date" in changes else None
    died = changes["died_on"][0] if "died_on" in changes else None
    found: list[Use] = []
    for id_, number, programme, kind, status, at in fetch(
        "select d.id, c.number, c.programme, d.kind, d.status, d.proposed_at::date from claims_decision d"
        " join claims_claim c on c.id = d.claim_id where c.person_id = %(person)s and d.status <> 'SENT_BACK' and ("
        " jsonb_path_exists(d.trace, '$.**.birth_date ? (@ == $day)', jsonb_build_object('day', %(born)s::text))"
        " or (c.ground = 'DEATH' and c.event_on = %(died)s::date)) order by d.id desc",
        {"person": person_id, "born": born, "died": died},
    ):
        title = both(f"Putusan {programme}", f"{programme} decision")
        found.append(Use("DECISION", id_, number, title, kind if status == "APPROVED" else status, at))
    for claim in claims_of(person_id):
        if claim["status"] != "COMPLETED":
            title = both(f"Klaim {claim['programme']} terbuka", f"Open {claim['programme']} claim")
            day = claim["submitted_at"].date()
            found.append(Use("CLAIM", claim["id"], claim["number"], title, claim["status"], day))
    return found
