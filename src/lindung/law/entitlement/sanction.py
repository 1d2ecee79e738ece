"""From the first warning to the denial of public services, and from a reminder to the state receivables office."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from ..dates import add_working_days, next_working_day
from ..procedure import Field, Notebook, both, procedure
from ..units import show_date
from ..wording import Both
from .jht import day_words

STAGES: tuple[Both, ...] = (
    both("belum ada teguran", "no warning yet"),
    both("teguran pertama", "first warning"),
    both("teguran kedua", "second warning"),
    both("denda", "fine"),
    both("tidak mendapat pelayanan publik tertentu", "denial of certain public services"),
    both("dicabut karena dipenuhi", "lifted, the duty was met"),
)


@procedure(
    "sanction.steps",
    both("Tahapan sanksi administratif pemberi kerja", "Steps of the administrative sanctions on an employer"),
    (
        Field("first_warning", "date", both("Tanggal teguran pertama", "Day of the first warning")),
        Field("second_warning", "date", both("Tanggal teguran kedua", "Day of the second warning"), True),
        Field("complied", "date", both("Tanggal kewajiban dipenuhi", "Day the duty was met"), True),
        Field("fine_paid", "date", both("Tanggal denda dibayar", "Day the fine was paid"), True),
        Field(
            "holidays",
            "rows",
            both("Hari libur", "Holidays"),
            True,
            high=400,
            columns=(Field("day", "date", both("Tanggal", "Date")),),
        ),
    ),
    (
        ("stage", both("Tahap", "Stage"), "code"),
        ("fine_applies", both("Denda dikenakan", "The fine applies"), "flag"),
        ("services_denied", both("Pelayanan publik tidak diberikan", "Public services are denied"), "flag"),
    ),
    both(
        "Tahap: 0 belum, 1 teguran pertama, 2 teguran kedua, 3 denda, 4 tidak mendapat pelayanan publik, 5 dicabut."
        " Besar denda: sanction.fine.",
        "Stage: 0 none, 1 first warning, 2 second warning, 3 fine, 4 denial of public services, 5 lifted. The amount of"
        " the fine: sanction.fine.",
    ),
)
def sanction_steps(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """The calendar of PP 86/2013 art. 6 to 9, counted over a holiday set."""
    holidays = {row["day"] for row in given["holidays"] or ()}
    first = given["first_warning"]
    first_end = _end_of_warning(book, 1, first, holidays)
    second = given["second_warning"]
    if second is None:
        if book.setting("sanction.second_warning_day") == "last_day":
            second = first_end
        else:
            second = next_working_day(first_end + timedelta(days=1), holidays)
    second_end = _end_of_warning(book, 2, second, holidays)
    period = book.parameter("sanction.fine_period", second_end)
    fine_from, fine_end = second_end + timedelta(days=1), second_end + timedelta(days=period.value)
    book.step(
        "sanction.fine_end",
        both("Hari terakhir denda", "Last day of the fine"),
        fine_end,
        day_words(fine_end),
        cite=f"{period.instrument} {period.article}",
        arithmetic={
            k: f"{show_date(second_end, k)} + {period.value} {w} = {show_date(fine_end, k)}"
            for k, w in (("id", "hari"), ("en", "days"))
        },
        unit="date",
    )
    denied_from = fine_end + timedelta(days=1)
    complied, paid = given["complied"], given["fine_paid"]
    fined = complied is None or complied >= fine_from
    met = complied if not fined else max(complied, paid) if complied and paid else None
    day = book.on
    if met is not None and met <= day:
        stage = 5
    elif day < first:
        stage = 0
    elif day <= first_end or day < second:
        stage = 1
    elif day <= second_end:
        stage = 2
    elif day <= fine_end:
        stage = 3
    else:
        stage = 4
    services = book.parameter("sanction.services", fine_end, "EMPLOYER")
    labels = book.parameters["sanction.services"].labels
    codes = services.value["EMPLOYER"]
    changes = _changes(stage, complied, paid, fined)
    told = [both("menurut tanggal teguran dan pemenuhan", "by the days of warning and compliance")]
    if stage == 4:
        told.append({k: "; ".join(labels[c][k] for c in codes) for k in ("id", "en")})
    book.step(
        "sanction.stage",
        both("Tahap sanksi", "Stage of the sanction"),
        stage,
        STAGES[stage],
        cite="PP 86/2013 Pasal 5-9; Permenaker 4/2018",
        because=told,
        inputs={"on": day, "complied": complied, "fine_paid": paid},
        changes=changes,
    )
    calendar = (
        ("FIRST_WARNING", first, first_end),
        ("SECOND_WARNING", second, second_end),
        ("FINE", fine_from, fine_end),
        ("SERVICES_DENIED", denied_from, None),
    )
    details = {
        "steps": [
            {"code": c, "from": a.isoformat(), "to": b.isoformat() if b else None, **STAGES[n]}
            for n, (c, a, b) in enumerate(calendar, 1)
        ],
        "services": [{"code": c, **labels[c]} for c in codes],
        "lifted_on": met.isoformat() if met else None,
        "what_would_change": changes,
    }
    values = {
        "stage": stage,
        "fine_applies": int(fined and day >= fine_from),
        "services_denied": int(stage == 4),
    }
    return values, details


def _end_of_warning(book: Notebook, number: int, day: date, holidays: set[date]) -> date:
    """The last day on which a warning can still be met."""
    period = book.parameter("sanction.warning_period", day)
    end = add_working_days(day, period.value, holidays)
    book.step(
        f"sanction.warning_{number}",
        both(f"Akhir teguran ke-{number}", f"End of warning {number}"),
        end,
        day_words(end),
        cite=f"{period.instrument} {period.article}",
        arithmetic={
            k: f"{show_date(day, k)} + {period.value} {w} = {show_date(end, k)}"
            for k, w in (("id", "hari kerja"), ("en", "working days"))
        },
        inputs={"day": day},
        unit="date",
    )
    return end


def _changes(stage: int, complied: date | None, paid: date | None, fined: bool) -> list[Both]:
    """What would lift the sanction."""
    out: list[Both] = []
    if stage in (0, 5):
        return out
    if complied is None:
        out.append(both("penuhi kewajiban mendaftar atau melapor", "meet the duty to register or report"))
    if fined and paid is None and stage in (3, 4):
        out.append(both("bayar denda administratif", "pay the administrative fine"))
    return out


@procedure(
    "receivable.handover",
    both("Langkah penagihan piutang iuran", "Steps to collect a contribution receivable"),
    (
        Field("months_in_arrears", "integer", both("Bulan tunggakan", "Months in arrears"), high=1200, unit="months"),
        Field(
            "done",
            "rows",
            both("Langkah yang sudah diambil", "Steps already taken"),
            True,
            high=50,
            columns=(
                Field(
                    "step",
                    "choice",
                    both("Langkah", "Step"),
                    choices={
                        "SP1": both("surat peringatan pertama", "first reminder"),
                        "SP2": both("surat peringatan kedua", "second reminder"),
                        "SP3": both("surat peringatan ketiga", "third reminder"),
                        "VISIT": both("kunjungan", "visit"),
                        "INSPECTION": both("pengawasan dan pemeriksaan", "inspection"),
                        "SKK": both("surat kuasa khusus", "power of attorney"),
                        "KPKNL": both("penyerahan kepada KPKNL", "hand-over"),
                    },
                ),
                Field("day", "date", both("Tanggal", "Date")),
            ),
        ),
        Field("closed_reported", "flag", both("Usaha tutup dan sudah diverifikasi", "Firm closed and verified"), True),
    ),
    (
        ("reminders_left", both("Surat peringatan yang belum dikirim", "Reminders not sent yet"), "count"),
        ("may_hand_over", both("Boleh diserahkan kepada KPKNL", "May be handed over to KPKNL"), "flag"),
        ("overdue", both("Lazimnya sudah diserahkan", "Usually handed over by now"), "flag"),
    ),
    both(
        "Praktik, bukan pasal: surat peringatan, kunjungan, pemeriksaan, kuasa kepada kejaksaan, lalu KPKNL.",
        "Practice, not an article: reminders, visit, inspection, power of attorney to the prosecutor, then KPKNL.",
    ),
)
def receivable_handover(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """The next step and whether the file can go to the state receivables office."""
    ladder = book.parameter("receivable.ladder", code="STEPS")
    labels = book.parameters["receivable.ladder"].labels
    steps = ladder.value["STEPS"]
    done = {row["step"] for row in given["done"] or () if row["day"] <= book.on}
    following = None if given["closed_reported"] else next((s for s in steps if s not in done), None)
    book.step(
        "receivable.next",
        both("Langkah berikutnya", "Next step"),
        following,
        dict(labels[following]) if following else both("tidak ada", "none"),
        cite=f"{ladder.instrument}: {ladder.article}",
        because=[both("usaha tutup sudah diverifikasi, tunggakan tidak bertambah", "the firm is closed and verified")]
        if given["closed_reported"]
        else [],
        inputs={"done": sorted(done)},
    )
    need = book.parameter("receivable.reminders")
    sent = sum(s.startswith("SP") for s in done)
    left = max(need.value - sent, 0)
    shortest = book.parameter("receivable.handover_months")
    usual = book.parameter("receivable.handover_usual_months")
    months = given["months_in_arrears"]
    open_file = "KPKNL" not in done
    may = left == 0 and months >= shortest.value and open_file
    overdue = open_file and months > usual.value
    changes: list[Both] = []
    if left and open_file:
        changes.append(both(f"kirim {left} surat peringatan lagi", f"send {left} more reminders"))
    if months < shortest.value and open_file:
        changes.append(both(f"tunggakan mencapai {shortest.value} bulan", f"arrears reach {shortest.value} months"))
    book.step(
        "receivable.may_hand_over",
        both("Penyerahan kepada KPKNL", "Hand-over to KPKNL"),
        int(may),
        both("boleh", "allowed") if may else both("belum", "not yet") if open_file else both("sudah", "done"),
        cite=f"{shortest.instrument}: {shortest.article}",
        inputs={"months_in_arrears": months, "sent": sent},
        changes=changes,
        unit="flag",
    )
    details = {
        "next": {"code": following, **labels[following]} if following else None,
        "ladder": [{"code": s, "done": s in done, **labels[s]} for s in steps],
        "what_would_change": changes,
    }
    return {"reminders_left": left, "may_hand_over": int(may), "overdue": int(overdue)}, details
