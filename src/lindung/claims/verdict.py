"""Whether a claim is entitled: the facts put to the law, and the law's answer in our words.

The law is asked with plain inputs that are stored with its receipt, so that the same question can be asked again
years later.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from lindung import law
from lindung.base.format import date_long
from lindung.claims.cover import BPU, NOBODY, PMI, Cover, bears
from lindung.claims.errors import ClaimRefused
from lindung.claims.facts import Facts
from lindung.claims.reasons import BY_CODE, Reason
from lindung.segments.queries import Abroad

GROUNDS: dict[str, tuple[str, str]] = {
    "AGE_56": ("Usia 56 tahun", "Age 56"),
    "RESIGNED": ("Mengundurkan diri", "Resignation"),
    "TERMINATED": ("Pemutusan hubungan kerja", "Layoff"),
    "CONTRACT_END": ("Kontrak berakhir", "End of contract"),
    "TOTAL_DISABILITY": ("Cacat total tetap", "Permanent total disability"),
    "LEFT_INDONESIA": ("Meninggalkan Indonesia untuk selamanya", "Leaving Indonesia for good"),
    "DEATH": ("Meninggal dunia", "Death"),
    "PARTIAL_10": ("Sebagian 10 % untuk persiapan hari tua", "Partial 10% to prepare for old age"),
    "PARTIAL_30": ("Sebagian 30 % untuk perumahan", "Partial 30% for housing"),
}
BY_STOPPING = ("RESIGNED", "TERMINATED", "CONTRACT_END")
WHOLE = 1_000_000

# the law's code -> our catalogue
_CODES = {
    "GROUND_NOT_OPEN": "GROUND_NOT_IN_FORCE",
    "NOT_YET": "FACT_MISSING",
    "WAITING": "WAITING_TIME",
    "STILL_WORKING": "STILL_WORKING",
    "EVENT_DATE_MISSING": "NO_STOP",
    "ALREADY_DRAWN": "PARTIAL_USED",
    "MEMBERSHIP_TOO_SHORT": "MEMBERSHIP_TOO_SHORT",
    "MEMBERSHIP_MISSING": "MEMBERSHIP_TOO_SHORT",
    "NOT_WORKING": "NOT_WORKING",
    "JKK_PAYS": "WORK_ACCIDENT",
    "NOT_COVERED": "NOT_COVERED",
    "ARREARS_TOO_LONG": "OWN_COVER_ENDED",
}


@dataclass(frozen=True)
class Call:
    """One question put to the law: enough to put it again and compare."""

    formula: str
    on: date
    inputs: Mapping[str, Any]
    values: Mapping[str, int]
    receipt: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        """For a stored trace; inputs and values stand once."""
        return {
            "formula": self.formula,
            "on": self.on.isoformat(),
            "inputs": {k: _plain(v) for k, v in self.inputs.items()},
            "values": dict(self.values),
            "receipt": {k: v for k, v in self.receipt.items() if k not in ("inputs", "values", "formula", "on")},
        }


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [{k: _plain(v) for k, v in row.items()} for row in value]
    return value


def ask(formula: str, on: date, inputs: Mapping[str, Any]) -> tuple[Call, law.Result]:
    """Put one question to the law."""
    result = law.calc(formula, on, inputs)
    return Call(formula, on, dict(inputs), result.values, result.receipt), result


@dataclass(frozen=True)
class Verdict:
    """The law's answer. `share` is parts per million of the balance; `deadline` working days to pay a complete file."""

    entitled: bool
    call: Call
    share: int
    deadline: int
    earliest: date | None = None
    reason: Reason | None = None
    why: Mapping[str, str] = field(default_factory=dict)
    changes: Sequence[Mapping[str, str]] = ()
    documents: Sequence[Mapping[str, Any]] = ()


def event_date(facts: Facts, ground: str, declared: date | None) -> date | None:
    """The day of the event the ground rests on, by our records; declared only where no record can exist."""
    if ground in BY_STOPPING:
        return facts.stop.end_on if facts.stop else None
    if ground == "DEATH":
        return facts.died_on
    if ground in ("TOTAL_DISABILITY", "LEFT_INDONESIA"):
        return declared
    return None


def jht(
    facts: Facts, ground: str, on: date, declared: date | None = None, before: Mapping[str, Any] | None = None
) -> Verdict:
    """The right to a JHT payment on `on`.

    `before` is a stored call: where its question and its law are the same and it said yes, its answer stands and the
    law is not asked again (`documents` are then left out: they were listed when the claim was made).
    """
    event = event_date(facts, ground, declared)
    inputs: dict[str, Any] = {"ground": ground, "birth_date": facts.birth_date, "working": bool(facts.running)}
    if event is not None:
        inputs["event_date"] = event
    if ground.startswith("PARTIAL"):
        inputs |= {
            "membership_months": facts.membership_months,
            "partial_paid": any(p.partial and p.on <= on for p in facts.paid),
        }
    if before is not None and (known := _standing(before, inputs, on)):
        return known
    call, result = ask("jht.entitlement", on, inputs)
    code = (result.details["reason"] or {}).get("code")
    if code == "EVENT_DATE_MISSING":
        code = "STILL_WORKING" if ground in BY_STOPPING and facts.running else code
    if code == "EVENT_DATE_MISSING" and ground not in BY_STOPPING:
        code = "NOT_YET"
    reason = BY_CODE["AGE_NOT_REACHED" if code == "NOT_YET" and ground == "AGE_56" else _CODES[code]] if code else None
    return _verdict(call, result, reason, result.values["share"])


def _standing(before: Mapping[str, Any], inputs: Mapping[str, Any], on: date) -> Verdict | None:
    """The stored answer of an award, if question and law are unchanged."""
    asked = {k: _plain(v) for k, v in inputs.items()}
    values, slip = before["values"], before["receipt"]
    if before["inputs"] != asked or before["on"] != on.isoformat() or not values["entitled"]:
        return None
    law_now = law.published()
    if (slip["engine"], slip["rules"], slip["parameter_set"]) != (
        law.ENGINE,
        law_now.hashes.get("jht.entitlement", ""),
        law_now.parameters.digest,
    ):
        return None
    call = Call("jht.entitlement", on, inputs, values, slip)
    return Verdict(True, call, values["share"], values["payment_deadline"])


@dataclass(frozen=True)
class DeathVerdict(Verdict):
    """The answer for a death. `asked`: all questions in order; `scope` FULL, FUNERAL_ONLY (membership too short) or
    FUNERAL_FIRST (the rest once the heirs have paid what was owed); `told` says of this case why there is no right."""

    asked: tuple[Call, ...] = ()
    scope: str = "NONE"
    told: Mapping[str, str] = field(default_factory=dict)


def jkm(cover: Cover, work_accident: bool, has_heirs: bool, died_on: date) -> DeathVerdict:
    """The right to a JKM benefit for a death on `died_on`, by what the deceased was covered through."""
    inputs: dict[str, Any] = {
        "active_on_death": cover.through != NOBODY,
        "work_accident": work_accident,
        "has_heirs": has_heirs,
    }
    asked: list[Call] = []
    told: dict[str, str] = {}
    if cover.through == BPU:
        assert cover.own is not None
        call, standing = ask("bpu.standing", died_on, cover.own.question)
        asked.append(call)
        lapsed = standing.details["status"] == "LAPSED"
        inputs |= {
            "bpu": True,
            "membership_months": cover.own.months,
            "bpu_arrears": len(cover.own.owed),
            "active_on_death": not lapsed or not bears(cover.own, died_on),  # too many: the law says so itself
        }
        if lapsed:
            told = _ended(date.fromisoformat(standing.details["covered_until"]), len(cover.own.owed))
    call, result = ask("jkm.entitlement", died_on, inputs)
    code = (result.details["reason"] or {}).get("code")
    reason = BY_CODE[_CODES[code]] if code else None
    if told and reason is not None and code != "JKK_PAYS":
        reason = BY_CODE["OWN_COVER_ENDED"]
    if code == "NOT_COVERED" and cover.abroad and not told:
        reason, told = BY_CODE["NOT_COVERED_ABROAD"], _not_abroad(cover.abroad)
    plain = _verdict(call, result, reason, WHOLE)
    return DeathVerdict(
        **{f.name: getattr(plain, f.name) for f in fields(Verdict)},
        asked=(*asked, call),
        scope=result.details["scope"],
        told=told if reason is not None and reason.code != "WORK_ACCIDENT" else {},
    )


def _ended(last: date, months: int) -> dict[str, str]:
    return {
        "id": f"Perlindungan yang dibayar sendiri berakhir {date_long(last)}; {months} bulan berturut-turut belum"
        " dibayar pada hari meninggal.",
        "en": f"The cover he paid for himself ended on {date_long(last, 'en')}; {months} months in a row were unpaid"
        " on the day of death.",
    }


def _not_abroad(abroad: Abroad) -> dict[str, str]:
    last = abroad.cover.last
    if last is None:
        return {
            "id": f"Iuran kontrak {abroad.contract_no} belum dibayar pada hari meninggal.",
            "en": f"Contract {abroad.contract_no} had not been paid for on the day of death.",
        }
    first = abroad.cover.first
    assert first is not None
    return {
        "id": f"Kontrak {abroad.contract_no} terlindungi {date_long(first)} sampai {date_long(last)}, tidak pada hari"
        " meninggal.",
        "en": f"Contract {abroad.contract_no} was covered from {date_long(first, 'en')} to {date_long(last, 'en')}, not"
        " on the day of death.",
    }


JKM_PARTS = {"FUNERAL": "funeral", "LUMP_SUM": "lump_sum", "PERIODIC": "periodic"}  # the funeral part first


def jkm_amounts(cover: Cover, answer: DeathVerdict, has_heirs: bool, died_on: date) -> tuple[Call, dict[str, int]]:
    """What a right to JKM comes to by component; a migrant worker's by the stage in which he died.

    Raises ClaimRefused: amount_unknown (a stage and day for which no amount was ever made known)."""
    try:
        return _jkm_amounts(cover, answer, has_heirs, died_on)
    except law.NotInForce:
        raise ClaimRefused("amount_unknown", day=died_on) from None


def _jkm_amounts(cover: Cover, answer: DeathVerdict, has_heirs: bool, died_on: date) -> tuple[Call, dict[str, int]]:
    if cover.through == PMI:
        assert cover.abroad is not None
        call, result = ask("pmi.benefit", died_on, {"event": "JKM_DEATH", "stage": cover.abroad.stage})
        got = result.values
        whole = got["amount"] - got["lump"] - got["periodic"] - got["funeral"]  # during work one sum without parts
        amounts = {"FUNERAL": got["funeral"], "LUMP_SUM": got["lump"] + whole, "PERIODIC": got["periodic"]}
    else:
        call, result = ask("jkm.benefit", died_on, {"has_heirs": int(has_heirs)})
        amounts = {name: result.values[output] for name, output in JKM_PARTS.items()}
    if not has_heirs or answer.scope == "FUNERAL_ONLY":
        amounts = {"FUNERAL": amounts["FUNERAL"]}
    return call, {name: amount for name, amount in amounts.items() if amount > 0}


def _verdict(call: Call, result: law.Result, reason: Reason | None, share: int) -> Verdict:
    details = result.details
    earliest = details.get("earliest")
    return Verdict(
        entitled=bool(result.values["entitled"]),
        call=call,
        share=share,
        deadline=result.values["payment_deadline"],
        earliest=date.fromisoformat(earliest) if earliest else None,
        reason=reason,
        why={k: details["reason"][k] for k in ("id", "en")} if details["reason"] else {},
        changes=details["what_would_change"],
        documents=details["documents"],
    )


def sentence(verdict: Verdict, lang: str) -> str:
    """Why not (yet), as one sentence."""
    assert verdict.reason is not None
    english = lang[:2] == "en"
    text = verdict.reason.text_en if english else verdict.reason.text_id
    if verdict.earliest:
        when = date_long(verdict.earliest, lang)
        text += f" Possible from {when}." if english else f" Dapat diajukan mulai {when}."
    return text


def change(verdict: Verdict, lang: str) -> str:
    """What would change it, as one sentence."""
    assert verdict.reason is not None
    return verdict.reason.change_en if lang[:2] == "en" else verdict.reason.change_id
