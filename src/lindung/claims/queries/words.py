"""A decision's facts, what was left out and what would change it, in words of both languages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lindung.base.format import date_long, month_year, number, percent, rupiah
from lindung.claims.compose import COMPONENTS
from lindung.claims.verdict import GROUNDS

Both = Mapping[str, str]


@dataclass(frozen=True)
class Fact:
    """A fact the decision used: what, its value and where it comes from, in both languages."""

    title: Both
    value: Both
    source: Both


def ground_title(ground: str) -> Both:
    """A claim ground in both languages; an unknown code stands for itself (recorded cases name their own)."""
    text = GROUNDS.get(ground) or COMPONENTS.get(ground) or (ground.replace("_", " ").capitalize(),) * 2
    return {"id": text[0], "en": text[1]}


def component_title(component: str) -> Both:
    """A benefit component in both languages."""
    text = COMPONENTS.get(component, (component, component))
    return {"id": text[0], "en": text[1]}


_OURS = {"id": "Catatan kami", "en": "Our records"}
_ACCOUNT = {"id": "Rekening JHT", "en": "JHT account"}
_SOURCES = {
    "EMPLOYER": {"id": "Laporan pemberi kerja", "en": "Employer's report"},
    "WORKER": {"id": "Pernyataan peserta, diterima", "en": "Member's own notice, accepted"},
    "SILENCE": {"id": "Pernyataan peserta, pemberi kerja diam", "en": "Member's own notice, employer silent"},
}


def facts_of(trace: Mapping[str, Any]) -> list[Fact]:
    known = trace["facts"]
    if "correction" in trace and not known.get("recorded") and "cover" not in known:
        gone = {"id": "tidak tercatat lagi", "en": "on record no longer"}
        return [
            _fact(("Tanggal meninggal", "Date of death"), _day(died) if (died := known["died_on"]) else gone, _OURS)
        ]
    if known.get("recorded"):
        return [
            _fact(("Tanggal kejadian", "Day of the event"), _day(known["event_on"]), _OURS),
            _fact(
                ("Dasar jumlah", "Basis of the amount"),
                {
                    "id": "Dicatat dengan jumlahnya; aturan tidak diterapkan",
                    "en": "Recorded with its amount; no rule applied",
                },
                _OURS,
            ),
            *_own_facts(known),
        ]
    return _jht_facts(known) if trace["programme"] == "JHT" else _jkm_facts(known, trace)


def _jht_facts(known: Mapping[str, Any]) -> list[Fact]:
    out = [_fact(("Tanggal lahir", "Date of birth"), _day(known["birth_date"]), _OURS)]
    if known["died_on"]:
        out.append(_fact(("Tanggal meninggal", "Date of death"), _day(known["died_on"]), _OURS))
    if stop := known["stop"]:
        out.append(
            _fact(
                (f"Berhenti dari {stop['employer']}", f"Left {stop['employer']}"),
                _day(stop["to"]),
                _SOURCES[stop["source"]],
            )
        )
    for employer in known["working_at"]:
        out.append(_fact(("Masih tercatat bekerja", "On record as working"), _same(employer), _OURS))
    own = known["balance"]
    out.append(_fact(("Iuran dan saldo awal", "Contributions and opening balance"), _rp(own["principal"]), _ACCOUNT))
    out.append(_fact(("Hasil pengembangan dikreditkan", "Return credited"), _rp(own["returns"]), _ACCOUNT))
    for _, month, base, amount, *_rate in own["credits"]:
        day = date.fromisoformat(month)
        out.append(
            _fact(
                (f"Hasil pengembangan {month_year(day)}", f"Return of {month_year(day, 'en')}"),
                _rp(amount),
                {"id": f"bulan penuh atas {rupiah(base)}", "en": f"full month on {rupiah(base, 'en')}"},
            )
        )
    out.append(_fact(("Saldo JHT seluruhnya", "JHT balance in all"), _rp(own["total"]), _ACCOUNT))
    if known["share"] < 1_000_000 and known["share"]:
        share = {lang: percent(known["share"], 1_000_000, 0, lang) for lang in ("id", "en")}
        out.append(_fact(("Bagian yang dibayarkan", "Part to be paid"), share, _OURS))
    for on, gross in known["paid_before"]:
        out.append(
            _fact(
                (
                    f"Pembayaran JHT {date_long(date.fromisoformat(on))}",
                    f"JHT payment {date_long(date.fromisoformat(on), 'en')}",
                ),
                _rp(gross),
                _ACCOUNT,
            )
        )
    yes = {"id": "ada", "en": "on record"} if known["npwp"] else {"id": "tidak ada", "en": "none"}
    out.append(_fact(("NPWP", "Tax number (NPWP)"), yes, _OURS))
    return out


def _jkm_facts(known: Mapping[str, Any], trace: Mapping[str, Any]) -> list[Fact]:
    if trace.get("late_fee"):
        return [
            _fact(
                (f"Dibayar kepada {payee}", f"Paid to {payee}"),
                _rp(inputs["amount"]),
                {
                    "id": f"{number(inputs['days_late'])} hari terlambat",
                    "en": f"{number(inputs['days_late'], lang='en')} days late",
                },
            )
            for _, payee, inputs in known["payments"]
        ]
    out = [_fact(("Tanggal meninggal", "Date of death"), _day(known["died_on"]), _OURS)]
    for employer, start, end, kpj in known["cover"]:
        span = f"{date_long(date.fromisoformat(start))} – {date_long(date.fromisoformat(end)) if end else '…'}"
        out.append(
            _fact(
                (f"Terlindungi melalui {employer}", f"Covered through {employer}"),
                _same(span),
                {"id": f"KPJ {kpj}", "en": f"KPJ {kpj}"},
            )
        )
    if not known["cover"]:
        none = {"id": "tidak ada pada tanggal itu", "en": "none on that day"}
        out.append(_fact(("Perlindungan", "Cover"), none, _OURS))
    out += _own_facts(known)
    if known["burier"]:
        out.append(_fact(("Yang mengurus pemakaman", "Who arranged the funeral"), _same(known["burier"]), _OURS))
    return out


_STAGES = {
    "BEFORE": ("sebelum bekerja", "before work"),
    "DURING": ("selama bekerja", "during work"),
    "AFTER": ("setelah bekerja", "after work"),
}
_PAYMENTS = {"id": "Iuran yang dibayar sendiri", "en": "Contributions paid by himself"}


def _own_facts(known: Mapping[str, Any]) -> list[Fact]:
    """What somebody paid for himself, and the stage of work abroad, on the day of the event."""
    out = []
    if own := known.get("own"):
        months = {"id": f"{own['months']} bulan", "en": f"{own['months']} months"}
        out.append(_fact(("Bulan yang dibayar sendiri", "Months paid by himself"), months, _PAYMENTS))
        out.append(_fact(("Dibayar sampai bulan", "Paid through"), _month(own["paid_through"]), _PAYMENTS))
        none = {"id": "tidak ada", "en": "none"}
        owed = {lang: ", ".join(_month(m)[lang] for m in own["owed"]) for lang in ("id", "en")}
        out.append(_fact(("Bulan menunggak pada hari itu", "Months in arrears on that day"),
                         owed if own["owed"] else none, _PAYMENTS))  # fmt: skip
        if own["owed"] and len(own["left"]) < len(own["owed"]):
            left = {lang: ", ".join(_month(m)[lang] for m in own["left"]) for lang in ("id", "en")}
            out.append(_fact(("Belum dilunasi sesudahnya", "Not paid since"), left if own["left"] else none, _PAYMENTS))
    if abroad := known.get("abroad"):
        placed = {"id": f"Kontrak {abroad['contract']}, {abroad['country']}",
                  "en": f"Contract {abroad['contract']}, {abroad['country']}"}  # fmt: skip
        for name, first, last in abroad["spans"]:
            words = _STAGES[name]
            span = {lang: f"{_day(first)[lang]} – {_day(last)[lang]}" for lang in ("id", "en")}
            out.append(_fact((f"Terlindungi {words[0]}", f"Covered {words[1]}"), span, placed))
        stage = _STAGES.get(abroad["stage"], ("di luar masa perlindungan", "outside the periods of cover"))
        out.append(_fact(("Tahap pada hari itu", "Stage on that day"), {"id": stage[0], "en": stage[1]}, placed))
    return out


def not_counted_of(trace: Mapping[str, Any]) -> list[Both]:
    known = trace["facts"]
    out: list[Both] = []
    for employer, months, first, last, amount in known.get("owed", []):
        span = [date.fromisoformat(first), date.fromisoformat(last)]
        out.append(
            {
                "id": f"{employer} masih berutang iuran JHT {months} bulan ({month_year(span[0])} sampai"
                f" {month_year(span[1])},"
                f" {rupiah(amount)}). Utang itu tidak mengurangi hak Anda hari ini; setelah iuran diterima,"
                " susulannya kami"
                " bayar tanpa dokumen baru.",
                "en": f"{employer} still owes {months} months of JHT ({month_year(span[0], 'en')} to"
                f" {month_year(span[1], 'en')}, {rupiah(amount, 'en')}). That does not lessen what you receive today;"
                " once"
                " the contributions arrive we pay the rest without new papers.",
            }
        )
    for employer in known.get("disputed", []):
        out.append(
            {
                "id": f"Masa kerja di {employer} sedang disanggah dan tidak menahan keputusan ini.",
                "en": f"The spell at {employer} is in dispute and does not hold up this decision.",
            }
        )
    if known.get("balance", {}).get("rate_missing"):
        out.append(
            {
                "id": "Hasil pengembangan bulan yang tingkatnya belum terbit dibayar kemudian.",
                "en": "The return of months whose rate is not published yet is paid later.",
            }
        )
    rest = trace["amounts"]["rest"]
    if rest and trace.get("waits") == "ARREARS":
        count = len(known["own"]["left"])
        out.append(
            {
                "id": f"Bagian lain sebesar {rupiah(rest)} dibayar setelah ahli waris melunasi {count} bulan iuran yang"
                " tertunggak pada hari meninggal (PP 44/2015 Pasal 42).",
                "en": f"The other part of {rupiah(rest, 'en')} is paid once the heirs have paid the {count} months owed"
                " on the day of death (PP 44/2015 art. 42).",
            }
        )
    elif rest:
        out.append(
            {
                "id": f"Bagian berikutnya sebesar {rupiah(rest)} diputus tersendiri setelah berkas ahli waris lengkap.",
                "en": f"The remaining part of {rupiah(rest, 'en')} is decided on its own once the heirs' papers are"
                " complete.",
            }
        )
    return out


def changes_of(
    trace: Mapping[str, Any], traces: Sequence[Mapping[str, Any]], reasons: Sequence[Mapping[str, Any]]
) -> list[Both]:
    out: list[Both] = [dict(r["change"]) for r in reasons]
    for one in traces:
        for step in one["steps"] if one["formula"].endswith(".entitlement") else ():
            out += [dict(change) for change in step["what_would_change"] if change not in out]
    if trace["engine"] == "AWARD" and not trace["facts"].get("recorded"):
        out += _AWARD_CHANGES["LATE_FEE" if trace.get("late_fee") else trace["programme"]]
    return out


_AWARD_CHANGES: dict[str, list[Both]] = {
    "JHT": [
        {
            "id": "iuran yang masuk kemudian dibayarkan sebagai susulan",
            "en": "contributions that arrive later are paid as a top-up",
        },
        {
            "id": "pembayaran JHT lain dalam dua tahun kalender ikut menentukan pajak",
            "en": "other JHT payments within two calendar years count for the tax",
        },
    ],
    "JKM": [
        {
            "id": "bukti ahli waris lain atau penetapan pengadilan mengubah pembagian, bukan jumlah seluruhnya",
            "en": "proof of another heir or a court order changes the shares, not the total",
        },
        {
            "id": "pembayaran setelah tanggal jatuh tempo menambah kompensasi keterlambatan yang kami hitung sendiri",
            "en": "a payment after its day adds compensation for lateness, which we compute ourselves",
        },
    ],
    "LATE_FEE": [
        {
            "id": "tanggal pembayaran menurut bank menentukan jumlah hari",
            "en": "the bank's day of payment decides the number of days",
        }
    ],
}


def _fact(title: tuple[str, str], value: Both, source: Both) -> Fact:
    return Fact({"id": title[0], "en": title[1]}, value, source)


def _day(text: str) -> Both:
    day = date.fromisoformat(text)
    return {lang: date_long(day, lang) for lang in ("id", "en")}


def _month(text: str) -> Both:
    day = date.fromisoformat(text)
    return {lang: month_year(day, lang) for lang in ("id", "en")}


def _rp(amount: int) -> Both:
    return {lang: rupiah(amount, lang) for lang in ("id", "en")}


def _same(text: str) -> Both:
    return {"id": text, "en": text}
