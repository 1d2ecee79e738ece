"""Statutory tables: programmes by size of firm, sizes by capital or sales, service clocks."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from .errors import BadFact
from .store import ParameterValue
from .wording import Both

if TYPE_CHECKING:
    from .engine import Law

ELSEWHERE = {
    "jht.payment_deadline": "jht_payment",
    "jkm.payment_deadline": "jkm_payment",
    "jht.notice_before_age": "jht_notice",
    "jkk.report.stage_1": "jkk_report_stage_1",
    "jkk.report.stage_2": "jkk_report_stage_2",
    "jkk.suspected.conclusion": "jkk_suspected_conclusion",
    "jkk.status_request.after": "jkk_status_request",
    "jkk.status_request.answer": "jkk_status_answer",
    "jkp.layoff_report": "jkp_layoff_report",
    "jkp.refund_days": "jkp_refund",
    "jp.notice_months": "jp_notice",
    "jp.reply_months": "jp_notice_reply",
    "jp.payment_first_days": "jp_first_payment",
    "jp.confirm_months": "jp_confirmation",
    "jp.family_change_days": "jp_family_change",
    "sanction.warning_period": "sanction_warning",
    "sanction.fine_period": "sanction_fine",
}
"""Service clocks that stand with their programme: parameter to name."""
SIZES = ("micro", "small", "medium", "large")


@dataclass(frozen=True, slots=True)
class ProgrammeSet:
    """Programmes a firm must join, in the order of the law, with their source. ``jkp`` says whether its workers then
    are covered by JKP (they also need the national health insurance, JKN, which is not checked here)."""

    programmes: tuple[str, ...]
    jkp: bool
    source: ParameterValue

    def __iter__(self) -> Iterator[str]:
        return iter(self.programmes)

    def __contains__(self, programme: object) -> bool:
        return programme in self.programmes or (programme == "JKP" and self.jkp)


def _law(law: Law | None) -> Law:
    from .engine import published

    return law or published()


def programmes_for(
    size: str,
    on: date,
    *,
    joined: Collection[str] = (),
    known_on: date | None = None,
    law: Law | None = None,
) -> ProgrammeSet:
    """Mandatory programmes of a firm of a size (micro, small, medium, large) on a date: Perpres 109/2013 art. 6.

    ``joined`` names programmes that the firm joined of its own will; they count for JKP (PP 37/2021 art. 4). Raises
    :class:`BadFact` for an unknown size, :class:`NotInForce` before July 2015."""
    if size not in SIZES:
        raise BadFact(id=f"Skala usaha {size} tidak dikenal.", en=f"There is no size {size}.")
    source = _law(law).parameter("programmes.mandatory", on, known_on)
    have = (*source.value[size], *(p for p in joined if p not in source.value[size]))
    condition = _law(law).parameters["programmes.jkp_condition"].at(on, known_on)
    jkp = condition is not None and set(condition.value[size]) <= set(have)
    return ProgrammeSet(have, jkp, source)


def size_for(
    on: date,
    *,
    capital: int | None = None,
    sales: int | None = None,
    known_on: date | None = None,
    law: Law | None = None,
) -> str:
    """Size of a firm by capital (without land and buildings; net assets before PP 7/2021) or by yearly sales, whole
    rupiah.

    Exactly one of the two. A firm on the limit belongs to the smaller size. Raises :class:`BadFact`,
    :class:`NotInForce`."""
    if (capital is None) == (sales is None):
        raise BadFact(id="Isi modal atau penjualan, salah satu.", en="Give capital or sales, one of them.")
    amount = capital if capital is not None else sales
    assert amount is not None
    if amount < 0:
        raise BadFact(id="Jumlah tidak boleh negatif.", en="The amount cannot be negative.")
    key = "programmes.size_by_capital" if capital is not None else "programmes.size_by_sales"
    limits: dict[int, int] = _law(law).parameter(key, on, known_on).value
    return next((SIZES[code - 1] for code in sorted(limits) if amount <= limits[code]), "large")


def clocks(on: date, *, known_on: date | None = None, law: Law | None = None) -> dict[str, ParameterValue]:
    """The service clocks in force on a date by name (``member_number``, ``change_report``, ``jht_payment``, …): whole
    hours, days, working days or months as their unit says."""
    parameters = _law(law).parameters
    names = {p.id: p.id.removeprefix("service.") for p in parameters if p.id.startswith("service.")}
    names |= {key: name for key, name in ELSEWHERE.items() if key in parameters}
    found = {name: parameters[key].at(on, known_on) for key, name in names.items()}
    return {name: value for name, value in sorted(found.items()) if value is not None}


def label(parameter: str, code: str, *, law: Law | None = None) -> Both:
    """The words for a code of a closed list, for screens and letters."""
    return dict(_law(law).parameters[parameter].labels[code])
