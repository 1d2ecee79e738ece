"""Letters of collection: what a step of a case says to the employer."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from lindung.base.db import act, rows
from lindung.base.format import date_long, month_year, rupiah
from lindung.collection.errors import CollectionRefused
from lindung.collection.models import Step
from lindung.contributions.queries import employer_statement
from lindung.notices.letters import Content, table
from lindung.notices.models import Letter
from lindung.notices.services import make_letter

LETTERS = ("SP1", "SP2", "SP3", "DEMAND", "WARNING_1", "WARNING_2", "FINE", "DENIAL", "SKK", "KPKNL", "PLAN_APPROVED")
"""Steps that go out as letters."""

WORDS: Mapping[str, Mapping[str, str]] = {
    "id": {
        "SP1": "Surat peringatan pertama atas tunggakan iuran",
        "SP2": "Surat peringatan kedua atas tunggakan iuran",
        "SP3": "Surat peringatan ketiga atas tunggakan iuran",
        "DEMAND": "Tuntutan atas hasil pemeriksaan",
        "WARNING_1": "Teguran tertulis pertama",
        "WARNING_2": "Teguran tertulis kedua",
        "FINE": "Pengenaan denda administratif",
        "DENIAL": "Pemberitahuan permintaan tidak diberi pelayanan publik tertentu",
        "SKK": "Pemberitahuan surat kuasa khusus kepada kejaksaan",
        "KPKNL": "Pemberitahuan penyerahan piutang kepada KPKNL",
        "PLAN_APPROVED": "Persetujuan rencana angsuran",
        "dear": "Pimpinan {name}",
        "lead_arrears": "Menurut catatan kami pada {day}, iuran berikut sudah lewat jatuh tempo dan belum lunas.",
        "lead_plain": "Sehubungan dengan perkara {number}, kami sampaikan hal berikut.",
        "amount": "Tunggakan pokok",
        "amount_FINE": "Denda administratif",
        "amount_DEMAND": "Iuran yang kurang ditagih",
        "amount_PLAN_APPROVED": "Yang diangsur",
        "words": "Denda 2 % sebulan dihitung saat dibayar; hari ini {accruing}.",
        "words_FINE": "0,1 % sebulan dari iuran yang seharusnya dibayar, terpisah dari denda keterlambatan 2 %.",
        "words_DEMAND": "{workers} pekerja, {first} sampai {last}.",
        "words_PLAN_APPROVED": "Jumlah angsuran sama dengan jumlah ini.",
        "months": "Bulan yang belum lunas",
        "month": "Bulan",
        "due": "Jatuh tempo",
        "open": "Sisa pokok",
        "accruing": "Denda bila dibayar hari ini",
        "total": "Jumlah",
        "parts": "Angsuran",
        "what": "Yang perlu dilakukan",
        "pay": "Lunasi dengan kode bayar pada tagihan, atau ajukan angsuran di halaman Tunggakan.",
        "by": "Paling lambat {day}.",
        "object": "Bila ada bulan yang keliru, sanggah di halaman Tunggakan; bulan lain tetap jatuh tempo.",
        "answer": "Jawab di halaman Tunggakan atau di kantor cabang.",
        "law": "Dasar",
        "note": "Keterangan",
        "services": "Pelayanan yang dimintakan untuk tidak diberikan",
        "closing": "Hak pekerja atas manfaat tidak tertahan oleh tunggakan ini.",
    },
    "en": {
        "SP1": "First reminder of contributions in arrears",
        "SP2": "Second reminder of contributions in arrears",
        "SP3": "Third reminder of contributions in arrears",
        "DEMAND": "Demand after an inspection",
        "WARNING_1": "First written warning",
        "WARNING_2": "Second written warning",
        "FINE": "Administrative fine",
        "DENIAL": "Notice of the request to deny certain public services",
        "SKK": "Notice of the power of attorney to the prosecutor",
        "KPKNL": "Notice of the hand-over to the state receivables office",
        "PLAN_APPROVED": "Approval of the instalment plan",
        "dear": "The management of {name}",
        "lead_arrears": "By our records of {day} these contributions are past their due date and not paid in full.",
        "lead_plain": "In the matter of case {number} we inform you as follows.",
        "amount": "Principal in arrears",
        "amount_FINE": "Administrative fine",
        "amount_DEMAND": "Contributions billed too low",
        "amount_PLAN_APPROVED": "To be paid in instalments",
        "words": "The penalty of 2 % a month is charged when paid; today {accruing}.",
        "words_FINE": "0.1 % a month of the contributions that should be paid, apart from the 2 % for paying late.",
        "words_DEMAND": "{workers} workers, {first} to {last}.",
        "words_PLAN_APPROVED": "The instalments add up to this amount.",
        "months": "Months not paid in full",
        "month": "Month",
        "due": "Due",
        "open": "Principal open",
        "accruing": "Penalty if paid today",
        "total": "Total",
        "parts": "Instalments",
        "what": "What to do",
        "pay": "Pay with the code on the bill, or propose instalments on the page Arrears.",
        "by": "By {day} at the latest.",
        "object": "If a month is wrong, object to it on the page Arrears; the other months stay due.",
        "answer": "Answer on the page Arrears or at the branch.",
        "law": "Law",
        "note": "Note",
        "services": "Services requested to be denied",
        "closing": "Your workers' rights to benefits are not held up by these arrears.",
    },
}
LAW = {
    "WARNING_1": "PP 86/2013 Pasal 6", "WARNING_2": "PP 86/2013 Pasal 6", "FINE": "PP 86/2013 Pasal 7, 9, 10",
    "DENIAL": "PP 86/2013 Pasal 8-9; Permenaker 4/2018", "KPKNL": "PMK 240/PMK.06/2016",
}  # fmt: skip


@act
def step_letter(step_id: int, lang: str = "id") -> Letter:
    """The letter of a step, made once per language. Raises CollectionRefused: no_case, no_employer, unknown_step;
    NoticeRefused: no_signatory."""
    step = Step.objects.select_related("case__employer").filter(pk=step_id).first()
    if step is None:
        raise CollectionRefused("no_case")
    if step.kind not in LETTERS:
        raise CollectionRefused("unknown_step", step=step.kind)
    if step.case.employer is None:
        raise CollectionRefused("no_employer")
    return make_letter(
        f"collection_{step.kind.lower()}",
        f"collection-step:{step_id}",
        content(step, lang),
        office_id=step.office_id,
        on=step.day,
        employer_id=step.case.employer_id,
        lang=lang,
    )


def content(step: Step, lang: str = "id") -> Content:
    """What the letter says."""
    w, case = WORDS[lang], step.case
    assert case.employer is not None
    firm = case.employer
    sections: list[Any] = []
    accruing = 0
    if case.kind == "ARREARS" and step.kind not in ("PLAN_APPROVED", "FINE"):
        months = _months(firm.pk, step.day)
        accruing = sum(m["accruing"] for m in months)
        sections.append({"title": w["months"], "blocks": [_months_table(months, lang)]})
    if step.kind == "PLAN_APPROVED":
        sections.append({"title": w["parts"], "blocks": [_parts_table(step, lang)]})
    if step.kind == "DENIAL":
        named = [s[lang] for s in step.told.get("services", [])]
        sections.append({"title": w["services"], "blocks": [{"type": "list", "items": named}]})
    todo = [w["answer"] if step.kind == "DEMAND" else w["pay"]]
    if step.due_on:
        todo.append(w["by"].format(day=date_long(step.due_on, lang)))
    if case.kind == "ARREARS":
        todo.append(w["object"])
    sections.append({"title": w["what"], "blocks": [{"type": "numbered", "items": todo}]})
    if step.note:
        sections.append({"title": w["note"], "blocks": [{"type": "text", "text": step.note}]})
    if step.kind in LAW:
        sections.append({"title": w["law"], "blocks": [{"type": "text", "text": LAW[step.kind]}]})
    lead = "lead_arrears" if case.kind == "ARREARS" and step.kind.startswith("SP") else "lead_plain"
    words = w.get(f"words_{step.kind}", w["words"] if case.kind == "ARREARS" else "").format(
        accruing=rupiah(accruing, lang), workers=step.told.get("workers", ""),
        first=_month(step.told.get("first"), lang), last=_month(step.told.get("last"), lang),
    )  # fmt: skip
    return {
        "template": "decision",
        "subject": w[step.kind],
        "salutation": w["dear"].format(name=firm.name),
        "lead": w[lead].format(day=date_long(step.day, lang), number=case.number),
        "recipient": firm.name,
        "address": [line for line in (firm.address, firm.district.name) if line],
        "amount": {
            "label": w.get(f"amount_{step.kind}", w["amount"]), "value": rupiah(step.amount, lang), "words": words,
        } if step.amount else None,
        "sections": sections,
        "closing": w["closing"],
    }  # fmt: skip


def _month(text: Any, lang: str) -> str:
    return month_year(date.fromisoformat(text), lang) if text else ""


def _months(employer_id: int, on: date) -> list[dict[str, Any]]:
    return [b for b in employer_statement(employer_id, on).bills if b["open"] > 0 and b["due_on"] < on]


def _months_table(months: list[dict[str, Any]], lang: str) -> dict[str, Any]:
    w = WORDS[lang]
    return table(
        [w["month"], w["due"], w["open"], w["accruing"]],
        ["left", "left", "right", "right"],
        [
            [month_year(m["month"], lang), date_long(m["due_on"], lang), rupiah(m["open"], lang),
             rupiah(m["accruing"], lang)]
            for m in months
        ],
        [w["total"], "", *(rupiah(sum(m[k] for m in months), lang) for k in ("open", "accruing"))],
    )  # fmt: skip


def _parts_table(step: Step, lang: str) -> dict[str, Any]:
    w = WORDS[lang]
    found = rows(
        "select t.no, t.due_on, t.amount from collection_planpart t where t.plan_id = %s order by t.no",
        [int(step.key.split(":")[1])],
    )
    return table(
        ["", w["due"], w["open"]],
        ["left", "left", "right"],
        [[str(t["no"]), date_long(t["due_on"], lang), rupiah(t["amount"], lang)] for t in found],
        [w["total"], "", rupiah(sum(t["amount"] for t in found), lang)],
    )
