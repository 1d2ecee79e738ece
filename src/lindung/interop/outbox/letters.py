"""Letters about decisions and accounts: what the claims and the books know, put into the words of a letter."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from lindung.base.db import act, fetch
from lindung.base.format import date_long, date_short, month_year, number, rupiah
from lindung.claims.clocks import local_day
from lindung.claims.errors import ClaimRefused
from lindung.claims.queries import Case, Explanation, case, explain
from lindung.interop.outbox.words import KINDS, PROGRAMMES, WORDS
from lindung.ledger.chart import Acc
from lindung.ledger.queries import member_statement, months_with_rate
from lindung.notices import letters as paper
from lindung.notices.letters import Content, Section
from lindung.notices.models import Letter
from lindung.notices.services import make_letter, preview
from lindung.registry import queries as registry

Both = Mapping[str, str]


@act
def decision_letter(decision_id: int, lang: str = "id") -> Letter:
    """The letter of an approved decision (award, return or rejection), made once per language.

    Raises ClaimRefused: no_decision, decision_not_final; NoticeRefused: no_signatory.
    """
    told, about = _matter(decision_id)
    if told.status != "APPROVED":
        raise ClaimRefused("decision_not_final")
    decided = next(d for d in about.decisions if d.id == decision_id)
    assert decided.approved_at is not None
    return make_letter(
        f"decision_{told.kind.lower()}",
        f"decision:{decision_id}",
        decision_content(told, about, lang),
        office_id=about.office_id,
        on=local_day(decided.approved_at),
        person_id=about.person_id,
        lang=lang,
    )


@act
def decision_preview(decision_id: int, lang: str = "id") -> bytes:
    """The draft of a proposed decision's letter as PDF; nothing is stored. Raises ClaimRefused: no_decision."""
    told, about = _matter(decision_id)
    return preview(decision_content(told, about, lang), office_id=about.office_id, on=registry.today(), lang=lang)


def _matter(decision_id: int) -> tuple[Explanation, Case]:
    told = explain(decision_id)
    about = case(told.claim_id) if told else None
    if told is None or about is None:
        raise ClaimRefused("no_decision")
    return told, about


def decision_content(told: Explanation, about: Case, lang: str = "id") -> Content:
    """What the letter of a decision says in `lang` ("id" or "en")."""
    w = WORDS[lang]
    if told.correction:
        return _corrected(told, about, lang)
    programme = PROGRAMMES[told.programme][lang]
    payees = list(dict.fromkeys(p.name for p in told.payees))
    values = {"programme": programme, "ground": told.ground[lang].lower(), "number": told.number}
    if told.kind == "AWARD":
        values["amount"] = rupiah(told.net, lang)
        values["payees"] = payees[0] if len(payees) == 1 else w["heirs"].format(count=number(len(payees), lang=lang))
        values["by"] = w["by"].format(day=date_long(about.due_on, lang, weekday=True)) if about.due_on else ""
    lead = w[f"lead_{told.kind}"].format(**values)
    if about.ground_code == "DEATH":
        lead = w["condolence"].format(name=about.person) + lead
    sections = [_facts(told, lang)]
    if told.reasons:
        sections.insert(0, _reasons(told, about, lang))
    if told.kind == "AWARD":
        sections += [_arithmetic(told, lang), _payees(told, lang)]
    elif told.kind == "REJECT":
        sections.append(_arithmetic(told, lang))
    if told.not_counted and told.kind == "AWARD":
        sections.append(_texts(w["not_counted"], [t[lang] for t in told.not_counted]))
    changes = list(dict.fromkeys(_sentence(c[lang]) for c in told.changes))
    if changes and told.kind != "RETURN":
        sections.append(
            {"title": w["changes"], "blocks": [{"type": "list", "items": changes}]},
        )
    until = told.appeal_until or registry.today() + timedelta(days=30)
    appeal = [
        w["appeal_1"].format(day=date_long(until, lang)),
        w["appeal_2"],
        w["appeal_3"].format(days=told.appeal_answer_days),
    ]
    sections.append({"title": w["appeal"], "blocks": [{"type": "numbered", "items": appeal}]})
    return {
        "template": "decision",
        "subject": w[f"subject_{told.kind}"].format(number=told.number),
        "salutation": w["dear"].format(name=about.claimant),
        "lead": lead,
        "recipient": about.claimant,
        "address": _address(about.person_id),
        "amount": _amount(told, lang) if told.kind == "AWARD" else None,
        "sections": sections,
        "closing": w["closing"],
    }


def _corrected(told: Explanation, about: Case, lang: str) -> Content:
    """The letter of a correction: what was decided, what it is now, and what follows for each payee."""
    w = WORDS[lang]
    rows = [
        [c.name, c.title[lang], *(rupiah(n, lang) for n in (c.before, c.after, c.difference))] for c in told.correction
    ]
    table = paper.table(
        [w["payee"], w["part"], w["decided"], w["now"], w["difference"]],
        ["left", "left", "right", "right", "right"],
        rows,
        ["", "", *(rupiah(sum(part), lang) for part in zip(
            *((c.before, c.after, c.difference) for c in told.correction), strict=True))],
        [3, 3, 2, 2, 2],
    )  # fmt: skip
    lead = w["lead_correction"].format(number=told.number, programme=PROGRAMMES[told.programme][lang])
    until = told.appeal_until or registry.today() + timedelta(days=30)
    appeal = [w["appeal_1"].format(day=date_long(until, lang)), w["appeal_2"],
              w["appeal_3"].format(days=told.appeal_answer_days)]  # fmt: skip
    return {
        "template": "decision",
        "subject": w["subject_correction"].format(number=told.number),
        "salutation": w["dear"].format(name=about.claimant),
        "lead": lead,
        "recipient": about.claimant,
        "address": _address(about.person_id),
        "amount": None,
        "sections": [
            _texts(w["why"], [told.deviation]),
            {"title": w["beside"], "blocks": [table]},
            _texts(w["follows"], [w["too_little"], w["too_much"]]),
            {"title": w["appeal"], "blocks": [{"type": "numbered", "items": appeal}]},
        ],
        "closing": w["closing"],
    }


def _amount(told: Explanation, lang: str) -> paper.Amount:
    w = WORDS[lang]
    words = (
        w["after_tax"].format(gross=rupiah(told.gross, lang), tax=rupiah(told.tax, lang))
        if told.tax
        else w["no_tax" if told.programme == "JHT" else "no_tax_JKM"]
    )
    return {"label": w["amount"], "value": rupiah(told.net, lang), "words": words}


def _facts(told: Explanation, lang: str) -> Section:
    w = WORDS[lang]
    block = {
        "type": "facts",
        "columns": [w["fact"], w["value"], w["source"]],
        "rows": [[f.title[lang], f.value[lang], f.source[lang]] for f in told.facts],
    }
    return {"title": w["facts"], "blocks": [block]}


def _reasons(told: Explanation, about: Case, lang: str) -> Section:
    w = WORDS[lang]
    items = [
        {
            "title": r["text"][lang],
            "arithmetic": " ".join(_sentence(t) for t in (r["note"], r["change"][lang]) if t),
            "note": r["article"],
        }
        for r in told.reasons
    ]
    blocks: list[dict[str, Any]] = [{"type": "steps", "items": items}]
    if told.kind == "RETURN" and about.missing:
        blocks.append({"type": "list", "items": [d.title[lang] for d in about.missing]})
    return {"title": w["todo"] if told.kind == "RETURN" else w["why"], "blocks": blocks}


def _arithmetic(told: Explanation, lang: str) -> Section:
    w = WORDS[lang]
    if told.recorded:
        return _texts(w["arithmetic"], [w["recorded"]])
    items = [
        {"title": step["title"][lang], "arithmetic": _working(step, lang), "note": _note(step, lang)}
        for trace in told.traces
        for step in trace["steps"]
        if _worth_telling(trace, step)
    ]
    return {"title": w["arithmetic"], "blocks": [{"type": "steps", "items": items}]}


_QUIET = {"jht.documents", "jht.age_day", "jht.final_regime", "jkm.to_fund"}


def _worth_telling(trace: Mapping[str, Any], step: Mapping[str, Any]) -> bool:
    """Steps a reader needs: no list of papers, nothing that comes to nothing beside what does."""
    if step["id"] in _QUIET or step["id"] == "heirs.shares":
        return False
    return not (
        step["unit"] == "IDR" and step["value"] == 0 and step["id"].rsplit(".", 1)[-1] in ("schedule_tax", "tax_base")
    )


def _note(step: Mapping[str, Any], lang: str) -> str:
    """The articles behind the values used (else of the rule), and any assumption."""
    used = dict.fromkeys(f"{p['instrument']} {p['article']}" for p in step["parameters"])
    cited = "; ".join(used) or step["cite"]
    assumed = [WORDS[lang]["assumed"].format(what=f"{s['title'][lang]}: {s['label'][lang]}") for s in step["settings"]]
    return ". ".join([cited, *assumed])


def _working(step: Mapping[str, Any], lang: str) -> str:
    """The arithmetic; of a yes or no also why."""
    text = str(step["arithmetic"][lang])
    if step["unit"] == "flag" and step["because"]:
        text += ": " + "; ".join(b[lang] for b in step["because"])
    return text


def _payees(told: Explanation, lang: str) -> Section:
    w = WORDS[lang]
    rows: list[Sequence[str]] = []
    last = ""
    for part in told.payees:
        rows.append([part.name if part.name != last else "", part.title[lang], rupiah(part.amount, lang)])
        last = part.name
    table = paper.table(
        [w["payee"], w["part"], w["sum"]],
        ["left", "left", "right"],
        rows,
        [w["sum"], "", rupiah(told.net, lang)],
        [3, 3, 2],
    )
    return {"title": w["payees"], "blocks": [table]}


def _texts(title: str, items: list[str]) -> Section:
    return {"title": title, "blocks": [{"type": "text", "items": items}]}


def _sentence(text: str) -> str:
    text = text.strip()
    return (text[:1].upper() + text[1:]).rstrip(".") + "."


def _address(person_id: int) -> list[str]:
    found = fetch(
        "select p.address, coalesce(d.name, '') from registry_person p left join registry_district d on d.code ="
        " p.district_id"
        " where p.id = %s",
        [person_id],
    )
    return [line for line in (found[0] if found else ()) if line]


# ---- statements


@act
def statement_letter(
    person_id: int, year: int, lang: str = "id", on: date | None = None, *, programme: str = "JHT"
) -> Letter:
    """A member's signed statement of a calendar year (`programme` JHT or JP) as it stood on `on`; one per programme,
    year, language and day.

    Raises ClaimRefused: no_person; NoticeRefused: no_signatory.
    """
    day = on or registry.today()
    found = fetch(
        "select p.name, p.office_id, coalesce((select min(m.kpj) from registry_membernumber m where m.person_id ="
        " p.id), '')"
        " from registry_person p where p.id = %s",
        [person_id],
    )
    if not found:
        raise ClaimRefused("no_person")
    name, office_id, kpj = found[0]
    return make_letter(
        f"statement_{programme.lower()}",
        f"statement:{person_id}:{year}:{day}" + ("" if programme == "JHT" else f":{programme}"),
        statement_content(person_id, name, kpj, year, day, lang, programme),
        office_id=office_id,
        on=day,
        person_id=person_id,
        lang=lang,
    )


STATEMENTS = {"JHT": Acc.JHT_MEMBERS, "JP": Acc.JP_MEMBERS}
"""Accounts of which a member gets a statement."""


def statement_content(
    person_id: int, name: str, kpj: str, year: int, on: date, lang: str = "id", programme: str = "JHT"
) -> Content:
    """What a statement says: opening, every movement, closing; and the year by kind. Of JP also the months counted and
    what the balance is for: a pension is not computed from it."""
    w = WORDS[lang]
    account, which = STATEMENTS[programme], "" if programme == "JHT" else f"_{programme}"
    book = member_statement(person_id, account, year)
    moves = [r for r in book.rows if r["booked_on"] <= on]
    closing = book.opening + sum(int(r["amount"]) for r in moves)
    last = min(date(year, 12, 31), on)
    employers = dict(
        fetch(
            "select id, name from registry_employer where id = any(%s)",
            [[r["employer_id"] for r in moves if r["employer_id"]]],
        )
    )
    sums: dict[str, int] = {}
    for row in moves:
        sums[row["kind"]] = sums.get(row["kind"], 0) + int(row["amount"])
    summary = paper.table(
        [w["what"], w["sum"]],
        ["left", "right"],
        [
            [w["opening"], rupiah(book.opening, lang)],
            *([KINDS[k][lang], rupiah(v, lang)] for k, v in sorted(sums.items())),
        ],
        [w["closing_row"], rupiah(closing, lang)],
        [3, 1],
    )
    rows = [
        [
            date_short(r["booked_on"], lang),
            _movement(r, employers, lang),
            rupiah(int(r["amount"]), lang) if r["amount"] > 0 else "",
            rupiah(-int(r["amount"]), lang) if r["amount"] < 0 else "",
            rupiah(int(r["balance"]), lang),
        ]
        for r in moves
    ]
    movements: dict[str, Any] = (
        paper.table(
            [w["date"], w["what"], w["credit"], w["debit"], w["running"]],
            ["left", "left", "right", "right", "right"],
            rows,
            None,
            ["auto", 4, 2, 2, 2],
        )
        if rows
        else {"type": "text", "items": [w["none"]]}
    )
    return {
        "template": "statement",
        "subject": w["statement" + which].format(year=year),
        "lead": w["statement_lead" + which].format(first=date_long(date(year, 1, 1), lang), last=date_long(last, lang)),
        "recipient": name,
        "address": _address(person_id),
        "holder": [
            [w["name"], name],
            [w["kpj"], kpj],
            *([[w["months_JP"], w["months"].format(n=_months(person_id, account, last))]] if which else []),
        ],
        "amount": {
            "label": w["balance"].format(day=date_long(last, lang)),
            "value": rupiah(closing, lang),
            "words": w["balance_words"].format(
                opening=rupiah(book.opening, lang), change=rupiah(closing - book.opening, lang)
            ),
        },
        "sections": [
            {"title": w["summary"], "blocks": [summary]},
            *([_texts(w["returns_JP"], [_returns(year, moves, on, lang)])] if which and closing > 0 else []),
            {"title": w["movements"], "blocks": [movements]},
        ],
        "closing": w["statement_closing" + which],
    }


def _returns(year: int, moves: Sequence[Mapping[str, Any]], on: date, lang: str) -> str:
    """Why a JP balance shows the returns it shows: only the institution sets a month's rate, none is fixed by law."""
    w = WORDS[lang]
    credited = [r["month"] for r in moves if r["kind"] == "RETURN"]
    if credited:
        return w["returns_to"].format(month=month_year(max(credited), lang))
    count = months_with_rate(date(year, 1, 1), min(date(year, 12, 1), on))
    return w["returns_set"].format(n=number(count, lang=lang)) if count else w["returns_none"].format(year=year)


def _months(person_id: int, account: Acc, until: date) -> int:
    """Different months for which contributions stood in an account on a day."""
    found = fetch(
        "select count(*) from (select 1 from ledger_memberposting where person_id = %s and account_id = %s"
        " and kind in ('CONTRIBUTION', 'CORRECTION') and booked_on <= %s group by month having sum(amount) > 0) x",
        [person_id, int(account), until],
    )
    return int(found[0][0])


def _movement(row: Mapping[str, Any], employers: Mapping[int, str], lang: str) -> str:
    text = KINDS[row["kind"]][lang]
    if row["kind"] in ("CONTRIBUTION", "RETURN"):
        text += f" {month_year(row['month'], lang)}"
    if row["employer_id"] in employers:
        text += f", {employers[row['employer_id']]}"
    return text


__all__ = ["decision_content", "decision_letter", "decision_preview", "statement_content", "statement_letter"]
