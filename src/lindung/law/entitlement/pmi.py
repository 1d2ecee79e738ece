"""Migrant workers (PMI): the choice of a JHT contribution, the periods of cover, the benefits by their regulation."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from ..dates import add_months
from ..errors import MissingInput, NotInForce
from ..procedure import Field, Notebook, both, procedure
from ..units import show_date, show_money
from ..wording import Both
from .jht import day_words

MOST = 10_000_000_000
RULES = "Permenaker 7/2017; Permenaker 18/2018; Permenaker 4/2023"
ONE_DAY = timedelta(days=1)


def money_words(amount: int) -> Both:
    """An amount in both languages."""
    return {k: show_money(amount, k) for k in ("id", "en")}


@procedure(
    "pmi.jht",
    both("Pilihan iuran JHT pekerja migran", "Choice of a migrant worker's JHT contribution"),
    (Field("amount", "integer", both("Iuran sebulan", "Monthly contribution"), high=MOST, unit="IDR/month"),),
    (("allowed", both("Boleh dipilih", "May be chosen"), "flag"),),
    both(
        "Tanggal adalah bulan iuran. JHT sukarela bagi pekerja migran.",
        "The date is the contribution month. JHT is voluntary for migrant workers.",
    ),
)
def pmi_jht(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """Bounds from Permenaker 7/2017, a closed list since Permenaker 18/2018."""
    amount = given["amount"]
    least, most = book.parameter("pmi.jht_least"), book.parameter("pmi.jht_most")
    listed: list[int] = []
    if book.parameters["pmi.jht_choices"].at(book.on, book.known_on) is not None:
        listed = sorted(book.parameter("pmi.jht_choices").value.values())
    inside = least.value <= amount <= most.value
    allowed = inside and (not listed or amount in listed)
    reason: dict[str, str] | None = None
    if not inside:
        bounds = [show_money(v, k) for k in ("id", "en") for v in (least.value, most.value)]
        reason = {
            "code": "OUT_OF_BOUNDS",
            **both(f"pilihan {bounds[0]} sampai {bounds[1]}", f"choices from {bounds[2]} to {bounds[3]}"),
        }
    elif not allowed:
        reason = {"code": "NOT_A_CHOICE", **both("jumlah ini bukan pilihan", "this amount is not a choice")}
    changes = []
    if listed and not allowed:
        changes = [{k: "; ".join(show_money(v, k) for v in listed) for k in ("id", "en")}]
    book.step(
        "pmi.jht_allowed",
        both("Iuran JHT boleh dipilih", "The JHT contribution may be chosen"),
        int(allowed),
        both("boleh", "allowed") if allowed else both("tidak boleh", "not allowed"),
        cite=RULES,
        because=[{k: reason[k] for k in ("id", "en")}] if reason else [],
        inputs={"amount": amount},
        changes=changes,
        unit="flag",
    )
    details = {"least": least.value, "most": most.value, "choices": listed, "reason": reason}
    return {"allowed": int(allowed)}, details


@procedure(
    "pmi.cover",
    both("Masa perlindungan pekerja migran", "Periods of cover of a migrant worker"),
    (
        Field("departed", "date", both("Tanggal berangkat", "Day of departure"), True),
        Field("contract_months", "integer", both("Lama kontrak", "Contract"), low=1, high=120, unit="months"),
        Field("returned", "date", both("Tanggal tiba di Indonesia", "Day of arrival in Indonesia"), True),
        Field("home", "date", both("Tanggal tiba di rumah", "Day of arrival at home"), True),
        Field("individual", "flag", both("PMI perseorangan", "Placed individually"), True),
    ),
    (
        ("before_days", both("Hari perlindungan sebelum bekerja", "Days of cover before work"), "days"),
        ("during_days", both("Hari perlindungan selama bekerja", "Days of cover during work"), "days"),
        ("after_jkk_days", both("Hari perlindungan JKK setelah bekerja", "Days of JKK cover after work"), "days"),
        ("after_jkm_days", both("Hari perlindungan JKM setelah bekerja", "Days of JKM cover after work"), "days"),
    ),
    both(
        "Tanggal adalah tanggal pembayaran iuran; peraturan hari itu yang menentukan. PMI perseorangan sebelum"
        " berangkat hanya dilindungi JKM.",
        "The date is the day of payment; its regulation governs. Before departure an individually placed worker has"
        " JKM cover only.",
    ),
)
def pmi_cover(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """From payment to departure, from departure to arrival, from arrival on; first and last days count."""
    departed, returned, home = given["departed"], given["returned"], given["home"]
    before = _before(book, departed, given["individual"])
    during: tuple[date, date] | None = None
    after_jkk: tuple[date, date] | None = None
    after_jkm: tuple[date, date] | None = None
    if departed is not None:
        extra = book.parameter("pmi.cover_way_home")
        end = _later(book, departed, given["contract_months"] + extra.value) - ONE_DAY
        last = min(end, returned) if returned is not None else end
        during = (departed, last)
        _period(book, "during", both("Perlindungan selama bekerja", "Cover during work"), during)
        if returned is not None and departed <= returned <= end:
            span = book.parameter("pmi.cover_after")
            until = returned + timedelta(days=span.value)
            after_jkm = (returned + ONE_DAY, until)
            after_jkk = (returned + ONE_DAY, min(until, home) if home is not None else until)
            _period(book, "after", both("Perlindungan setelah bekerja", "Cover after work"), after_jkm)
    named = {"before": before, "during": during, "after_jkk": after_jkk, "after_jkm": after_jkm}
    values = {f"{k}_days": max((v[1] - v[0]).days + 1, 0) if v else 0 for k, v in named.items()}
    details: dict[str, Any] = {}
    for key, span_of in named.items():
        real = span_of if span_of is not None and span_of[0] <= span_of[1] else None
        details[f"{key}_from"] = real[0].isoformat() if real else None
        details[f"{key}_to"] = real[1].isoformat() if real else None
    return values, details


def _later(book: Notebook, day: date, months: int) -> date:
    """Some months later, by the setting where that month lacks the day."""
    plain, other = add_months(day, months), add_months(day, months, "next")
    if plain == other:
        return plain
    return plain if book.setting("calendar.month_overflow") == "clamp" else other


def _before(book: Notebook, departed: date | None, individual: int | None) -> tuple[date, date] | None:
    """Cover between payment and departure."""
    if individual:
        most = book.parameter("pmi.cover_individual")
        if departed is None:
            _period(book, "before", both("Perlindungan sebelum bekerja", "Cover before work"), None)
            return None
        span = (max(book.on, _later(book, departed, -most.value)), departed - ONE_DAY)
    else:
        most = book.parameter("pmi.cover_before")
        end = _later(book, book.on, most.value) - ONE_DAY
        span = (book.on, end if departed is None else min(end, departed - ONE_DAY))
    _period(book, "before", both("Perlindungan sebelum bekerja", "Cover before work"), span)
    return span


def _period(book: Notebook, key: str, title: Both, span: tuple[date, date] | None) -> None:
    days = max((span[1] - span[0]).days + 1, 0) if span else 0
    told = arithmetic = both("tidak ada", "none")
    if span is not None and days:
        told = {k: f"{show_date(span[0], k)} – {show_date(span[1], k)}" for k in ("id", "en")}
        arithmetic = {k: f"{told[k]} = {days} {w}" for k, w in (("id", "hari"), ("en", "days"))}
    book.step(f"pmi.cover_{key}", title, days, told, cite=RULES, arithmetic=arithmetic, unit="days")


STAGES: dict[str, Both] = {
    "BEFORE": both("sebelum bekerja", "before work"),
    "DURING": both("selama bekerja", "during work"),
    "AFTER": both("setelah bekerja", "after work"),
}
JKK_DURING = {"JKK_DEATH": "pmi.jkk_death", "JKK_TOTAL": "pmi.jkk_total"}
MODES = {"TRANSPORT_LAND": 1, "TRANSPORT_SEA": 2, "TRANSPORT_AIR": 3}
COSTS = {
    "MEDICAL_ABROAD": "pmi.medical_abroad",
    "HOME_CARE": "pmi.home_care",
    "HEARING_AID": "pmi.hearing_aid",
    "GLASSES": "pmi.glasses",
    "LOSS_ON_RETURN": "pmi.loss_on_return",
    "TRANSPORT_HOME": "pmi.transport_home",
}
FIXED = {
    "FAILED_DEPARTURE": "pmi.failed_departure",
    "RAPE": "pmi.rape",
    "NOT_AS_AGREED": "pmi.not_as_agreed",
    "FAILED_PLACEMENT": "pmi.failed_placement",
}
EVENTS: dict[str, Both] = {
    "JKM_DEATH": both("meninggal bukan karena kecelakaan kerja", "death not from a work accident"),
    "JKK_DEATH": both("meninggal karena kecelakaan kerja", "death from a work accident"),
    "JKK_TOTAL": both("cacat total tetap", "permanent total disability"),
    "JKK_PARTIAL": both("cacat sebagian", "partial disability"),
    "TRANSPORT_LAND": both("angkutan darat, sungai, atau danau", "transport by land, river or lake"),
    "TRANSPORT_SEA": both("angkutan laut", "transport by sea"),
    "TRANSPORT_AIR": both("angkutan udara", "transport by air"),
    "MEDICAL_ABROAD": both("pengobatan di luar negeri", "medical care abroad"),
    "HOME_CARE": both("perawatan di rumah", "home care"),
    "HEARING_AID": both("alat bantu dengar", "hearing aid"),
    "GLASSES": both("kacamata", "glasses"),
    "LOSS_ON_RETURN": both("kerugian barang saat pulang", "loss of goods on the way home"),
    "TRANSPORT_HOME": both("biaya pulang karena tidak sesuai perjanjian", "way home when not as agreed"),
    "FAILED_DEPARTURE": both("gagal berangkat", "failed departure"),
    "RAPE": both("pemerkosaan yang terbukti", "rape, proven"),
    "NOT_AS_AGREED": both("penempatan tidak sesuai perjanjian", "placement not as agreed"),
    "FAILED_PLACEMENT": both("gagal ditempatkan", "failed placement"),
    "DISMISSAL": both("pemutusan hubungan kerja sepihak", "one-sided dismissal"),
    "DISMISSAL_ACCIDENT": both("pemutusan hubungan kerja karena kecelakaan", "dismissal through an accident"),
}


@procedure(
    "pmi.benefit",
    both("Manfaat JKK dan JKM pekerja migran", "JKK and JKM benefits of a migrant worker"),
    (
        Field("event", "choice", both("Kejadian", "Event"), choices=EVENTS),
        Field("stage", "choice", both("Tahap", "Stage"), True, choices=STAGES),
        Field(
            "loss",
            "integer",
            both("Persentase tabel cacat", "Percentage of the table"),
            True,
            high=1_000_000,
            unit="rate",
        ),
        Field("cost", "integer", both("Biaya yang dikeluarkan", "Cost borne"), True, high=MOST, unit="IDR"),
        Field(
            "months",
            "integer",
            both("Bulan bekerja atau sisa kontrak", "Months worked, or left"),
            True,
            high=120,
            unit="months",
        ),
    ),
    (
        ("amount", both("Jumlah", "Amount"), "IDR"),
        ("lump", both("Santunan sekaligus", "Lump sum"), "IDR"),
        ("periodic", both("Santunan berkala", "Periodic part"), "IDR"),
        ("funeral", both("Biaya pemakaman", "Funeral cost"), "IDR"),
    ),
    both(
        "Tanggal adalah tanggal kejadian. Tahap diisi untuk kematian dan cacat; biaya untuk penggantian; bulan bekerja"
        " untuk pemutusan karena kecelakaan, sisa bulan kontrak untuk pemutusan sepihak.",
        "The date is the day of the event. The stage is given for death and disability, the cost for what is paid"
        " back, months worked for dismissal through accident, months left for one-sided dismissal.",
    ),
)
def pmi_benefit(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """What the regulation of the day gives; what it is not known to give is refused."""
    event = given["event"]
    parts = {"lump": 0, "periodic": 0, "funeral": 0}
    words: Both | None = None
    if event == "JKM_DEATH":
        amount, parts = _jkm(book, _need(given, "stage"))
    elif event in (*JKK_DURING, "JKK_PARTIAL"):
        amount, words = _jkk(book, event, given)
    elif event in MODES or event in COSTS:
        amount, words = _cost(book, event, _need(given, "cost"))
    elif event in FIXED:
        amount = book.parameter(FIXED[event]).value
    elif event == "DISMISSAL":
        amount = book.parameter("pmi.dismissal").value
        if book.setting("pmi.dismissal_reading") == "per_month":
            months = _need(given, "months")
            words = {k: f"{months} × {show_money(amount, k)} = {show_money(months * amount, k)}" for k in ("id", "en")}
            amount *= months
    else:
        amount = _dismissed_by_accident(book, _need(given, "months"))
    book.step(
        "pmi.amount",
        EVENTS[event],
        amount,
        money_words(amount),
        cite=RULES,
        arithmetic=words,
        because=[STAGES[given["stage"]]] if given["stage"] else [],
        inputs={k: v for k, v in given.items() if v is not None},
        unit="IDR",
    )
    return {"amount": amount, **parts}, {"claim_by": _claim_by(book, event)}


def _need(given: dict[str, Any], name: str) -> Any:
    if given[name] is None:
        raise MissingInput(formula="pmi.benefit", input=name)
    return given[name]


def _unknown(book: Notebook, what: str) -> NotInForce:
    return NotInForce(what=what, on=book.on.isoformat(), known_on=book.known_on.isoformat())


def _jkm(book: Notebook, stage: str) -> tuple[int, dict[str, int]]:
    """Before and after work in parts, during work one sum without parts."""
    if stage == "DURING":
        return book.parameter("pmi.jkm_during").value, {"lump": 0, "periodic": 0, "funeral": 0}
    parts = {k: int(book.parameter(f"pmi.jkm_{k}").value) for k in ("lump", "periodic", "funeral")}
    return sum(parts.values()), parts


def _jkk(book: Notebook, event: str, given: dict[str, Any]) -> tuple[int, Both | None]:
    """Death and disability from a work accident; only the amounts during work are known."""
    stage = _need(given, "stage")
    if stage != "DURING":
        raise _unknown(book, f"pmi.benefit {event} {stage}")
    if event == "JKK_PARTIAL":
        loss = _need(given, "loss")
        made = book.law.calc(
            "pmi.partial_disability", book.on, {"loss": loss}, known_on=book.known_on, settings=_own(book)
        )
        base = book.parameter("pmi.jkk_partial_base")
        _carried(book, base.confidence)
        book.setting("rounding.benefit")
        words = made.trace.step("partial_cash")["arithmetic"]
        return made.values["partial_cash"], words
    found = book.parameter(JKK_DURING[event])
    _carried(book, found.confidence)
    return found.value, None


def _own(book: Notebook) -> dict[str, str]:
    """The settings chosen for this case that the formula of partial disability reads."""
    return {k: v for k, v in book.chosen.items() if k in ("pmi.jkk_amounts", "rounding.benefit")}


def _carried(book: Notebook, confidence: str) -> None:
    """An amount that rests on no text is given only under its setting."""
    if confidence == "L" and book.setting("pmi.jkk_amounts") == "refused":
        raise _unknown(book, "pmi.jkk_amounts")


def _cost(book: Notebook, event: str, cost: int) -> tuple[int, Both]:
    """What was spent, at most the limit."""
    if event in MODES:
        most = book.parameter("pmi.transport", code=MODES[event]).value[MODES[event]]
    else:
        most = book.parameter(COSTS[event]).value
    paid = min(cost, most)
    words = {k: f"min({show_money(cost, k)}, {show_money(most, k)}) = {show_money(paid, k)}" for k in ("id", "en")}
    return paid, words


def _dismissed_by_accident(book: Notebook, months: int) -> int:
    """By months worked; the step whose amount was not found is refused."""
    unknown = book.parameter("pmi.dismissal_accident_unknown")
    steps = book.parameter("pmi.dismissal_accident")
    if months >= unknown.value:
        raise _unknown(book, f"pmi.dismissal_accident {months}")
    return next(int(amount) for up_to, amount in steps.value if up_to is None or months <= up_to)


def _claim_by(book: Notebook, event: str) -> str | None:
    """Last day to claim; JKM claims do not lapse."""
    if event == "JKM_DEATH" or book.parameters["pmi.claim_months"].at(book.on, book.known_on) is None:
        return None
    months = book.parameter("pmi.claim_months")
    last = _later(book, book.on, months.value)
    book.step(
        "pmi.claim_by",
        both("Batas pengajuan klaim", "Last day to claim"),
        last,
        day_words(last),
        cite=f"{months.instrument} {months.article}",
        unit="date",
    )
    return last.isoformat()
