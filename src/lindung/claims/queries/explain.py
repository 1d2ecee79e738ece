"""Why a decision is what it is: its facts, the law asked again, the arithmetic, the payees, what would change it, how
to appeal.

Nothing is remembered but facts and receipts: every step shown has just been computed, and `same` says whether it
still gives what was decided.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from lindung import law
from lindung.base.format import date_long, month_year, number, percent, rupiah
from lindung.claims.clocks import local_day
from lindung.claims.compose import COMPONENTS
from lindung.claims.settings import APPEAL_ANSWER_DAYS, APPEAL_FILE_DAYS
from lindung.claims.tables import fetch
from lindung.claims.verdict import GROUNDS
from lindung.law import heirs

Both = Mapping[str, str]


@dataclass(frozen=True)
class Fact:
    """A fact the decision used: what, its value and where it comes from, in both languages."""

    title: Both
    value: Both
    source: Both


@dataclass(frozen=True)
class Payee:
    """What one payee receives: component code, its name, whole rupiah."""

    name: str
    component: str
    title: Both
    amount: int


@dataclass(frozen=True)
class Explanation:
    """A decision explained. `traces` are full law traces (`Trace.to_json()`); `same` False: the law gives another
    result today for the same question, and `differences` say where. `not_counted`: what was left out and why."""

    decision_id: int
    claim_id: int
    number: str
    programme: str
    ground: Both
    kind: str
    status: str
    on: date
    gross: int
    tax: int
    net: int
    rest: int
    recorded: bool
    deviation: str
    facts: tuple[Fact, ...]
    traces: tuple[Mapping[str, Any], ...]
    payees: tuple[Payee, ...]
    reasons: tuple[Mapping[str, Any], ...]
    not_counted: tuple[Both, ...]
    changes: tuple[Both, ...]
    appeal_until: date | None
    appeal_answer_days: int
    same: bool
    differences: tuple[str, ...]
    proposed_by: int
    approved_by: int | None


def explain(decision_id: int) -> Explanation | None:
    """Replay a decision from its stored trace; None where there is none (or it may not be seen)."""
    found = fetch(
        "select d.claim_id, c.number, d.kind, d.status, d.gross, d.tax, d.net, d.trace, d.reasons, d.deviation,"
        " d.proposed_by, d.approved_by, d.approved_at, c.ground from claims_decision d"
        " join claims_claim c on c.id = d.claim_id where d.id = %s",
        [decision_id],
    )
    if not found:
        return None
    (
        claim_id,
        claim_number,
        kind,
        status,
        gross,
        tax,
        net,
        trace,
        reasons,
        deviation,
        maker,
        checker,
        approved,
        ground,
    ) = found[0]
    trace = _json(trace)
    traces, differences = replay(trace)
    settings = trace.get("settings") or {}
    until = None
    if approved is not None and status == "APPROVED":
        until = local_day(approved) + timedelta(days=int(settings.get(APPEAL_FILE_DAYS.id, APPEAL_FILE_DAYS.value)))
    return Explanation(
        decision_id=decision_id,
        claim_id=claim_id,
        number=claim_number,
        programme=trace["programme"],
        ground=ground_title(ground),
        kind=kind,
        status=status,
        on=date.fromisoformat(trace["on"]),
        gross=gross,
        tax=tax,
        net=net,
        rest=trace["amounts"]["rest"],
        recorded=trace["basis"] == "RECORDED",
        deviation=deviation,
        facts=tuple(_facts(trace)),
        traces=tuple(traces),
        payees=tuple(
            Payee(name, component, component_title(component), amount) for component, _, name, amount in trace["parts"]
        )
        if kind == "AWARD"
        else (),
        reasons=tuple(_json(reasons)),
        not_counted=tuple(_not_counted(trace)),
        changes=tuple(_changes(trace, traces, _json(reasons))),
        appeal_until=until,
        appeal_answer_days=int(settings.get(APPEAL_ANSWER_DAYS.id, APPEAL_ANSWER_DAYS.value)),
        same=not differences,
        differences=tuple(differences),
        proposed_by=maker,
        approved_by=checker,
    )


def replay(trace: Mapping[str, Any]) -> tuple[list[dict[str, Any]], list[str]]:
    """Ask the law again what a stored trace asked, as known then: full traces, and where the answers differ."""
    traces: list[dict[str, Any]] = []
    differences: list[str] = []
    for call in trace["law"]:
        slip = call["receipt"]
        try:
            result = law.calc(
                call["formula"],
                date.fromisoformat(call["on"]),
                call["inputs"],
                known_on=date.fromisoformat(slip["known_on"]),
                settings=slip["settings"],
            )
        except law.LawError as error:
            differences.append(f"{call['formula']}: {error}")
            continue
        if result.values != call["values"]:
            differences.append(f"{call['formula']}: {call['values']} → {result.values}")
        traces.append(result.trace.to_json())
    if split := trace.get("heirs"):
        again = heirs.distribute(
            split["programme"],
            date.fromisoformat(split["on"]),
            split["amount"],
            [heirs.Relative(key, relation) for key, relation in split["relatives"]],
            funeral=split["funeral"],
            known_on=date.fromisoformat(split["receipt"]["known_on"]),
            settings=split["receipt"]["settings"],
        )
        if [[key, amount] for key, amount in again.shares] != split["shares"]:
            differences.append(f"heirs: {split['shares']} → {again.shares}")
        traces.append(again.trace.to_json())
    total = sum(part[3] for part in trace["parts"])
    if trace["engine"] == "AWARD" and trace["parts"] and total != trace["amounts"]["net"]:
        differences.append(f"parts: {total} ≠ {trace['amounts']['net']}")
    return traces, differences


def interim_traces(trace: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The full traces of the months of return that were credited with a JHT decision."""
    credits = trace["facts"].get("balance", {}).get("credits", [])
    return [
        (
            law.calc("jht.interim_return", date.fromisoformat(month), {"balance": base, "months": 1})
            if not rate or rate[0] is None
            else law.calc(
                "jht.return_credit", date.fromisoformat(month), {"balance": base, "months": 1, "set_rate": rate[0]}
            )
        ).trace.to_json()
        for _, month, base, _, *rate in credits
    ]


def ground_title(ground: str) -> Both:
    """A claim ground in both languages; an unknown code stands for itself (recorded cases name their own)."""
    text = GROUNDS.get(ground) or COMPONENTS.get(ground) or (ground.replace("_", " ").capitalize(),) * 2
    return {"id": text[0], "en": text[1]}


def component_title(component: str) -> Both:
    """A benefit component in both languages."""
    text = COMPONENTS.get(component, (component, component))
    return {"id": text[0], "en": text[1]}


# ---- facts in words

_OURS = {"id": "Catatan kami", "en": "Our records"}
_ACCOUNT = {"id": "Rekening JHT", "en": "JHT account"}
_SOURCES = {
    "EMPLOYER": {"id": "Laporan pemberi kerja", "en": "Employer's report"},
    "WORKER": {"id": "Pernyataan peserta, diterima", "en": "Member's own notice, accepted"},
    "SILENCE": {"id": "Pernyataan peserta, pemberi kerja diam", "en": "Member's own notice, employer silent"},
}


def _facts(trace: Mapping[str, Any]) -> list[Fact]:
    known = trace["facts"]
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
    if known["burier"]:
        out.append(_fact(("Yang mengurus pemakaman", "Who arranged the funeral"), _same(known["burier"]), _OURS))
    return out


def _not_counted(trace: Mapping[str, Any]) -> list[Both]:
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
    if trace["amounts"]["rest"]:
        rest = trace["amounts"]["rest"]
        out.append(
            {
                "id": f"Bagian berikutnya sebesar {rupiah(rest)} diputus tersendiri setelah berkas ahli waris lengkap.",
                "en": f"The remaining part of {rupiah(rest, 'en')} is decided on its own once the heirs' papers are"
                " complete.",
            }
        )
    return out


def _changes(
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


def _rp(amount: int) -> Both:
    return {lang: rupiah(amount, lang) for lang in ("id", "en")}


def _same(text: str) -> Both:
    return {"id": text, "en": text}


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
