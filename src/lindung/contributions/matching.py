"""Whose money an unknown receipt may be: what speaks for an employer, how much, and why.

A reason of at least `THRESHOLD` (0 to 100) settles the question where one employer alone has it; anything less is kept
as a suggestion that a person accepts. The figures are ours, no regulation gives them: they rank kinds of evidence, and
two of a kind that a stranger can share never reach the threshold.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from lindung.base.db import stage_sql

THRESHOLD = 90
NEAR_DUE = 10
"""Days around a due date within which a payment of that bill is usual."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of evidence: its weight, and its name in both languages."""

    confidence: int
    indonesian: str
    english: str

    def text(self, lang: str = "id") -> str:
        return self.english if lang.startswith("en") else self.indonesian


RULES: Mapping[str, Rule] = {
    "CODE": Rule(100, "kode tagihan", "billing code"),
    "CODE_TEXT": Rule(97, "kode tagihan dalam berita", "billing code in the text"),
    "NPP_TEXT": Rule(95, "NPP dalam berita", "employer number in the text"),
    "PAYER_AMOUNT": Rule(93, "rekening pengirim yang dikenal, jumlah tagihan", "known account, amount of a bill"),
    "NAME_AMOUNT_DUE": Rule(91, "nama, jumlah, dekat jatuh tempo", "name, amount, close to the due date"),
    "NAME_AMOUNT": Rule(85, "nama dan jumlah tagihan", "name and amount of a bill"),
    "PAYER": Rule(75, "rekening pengirim yang dikenal", "known account of the payer"),
    "NAME": Rule(60, "nama pengirim", "name of the payer"),
    "AMOUNT_DUE": Rule(40, "jumlah tagihan, dekat jatuh tempo", "amount of a bill, close to the due date"),
}
"""Evidence, strongest first; the first three are looked for by `money` itself."""

BY_TEXT = {rule.indonesian: name for name, rule in RULES.items()}

_FORMS = "PT|CV|UD|PD|FA|FIRMA|TBK|PERSERO|KOPERASI|YAYASAN|TOKO"


def plain_name_sql(column: str) -> str:
    """SQL of a name for comparing: capitals, letters and digits, legal forms left out, blanks around it."""
    words = f"regexp_replace(upper({column}), '[^0-9A-Z]+', ' ', 'g')"
    return (
        "' ' || btrim(regexp_replace(regexp_replace("
        f"' ' || {words} || ' ', ' ({_FORMS})(?= )', ' ', 'g'), ' +', ' ', 'g')) || ' '"
    )


def gather(source: str) -> None:
    """Fill the temporary table `suggested` (n, employer_id, rule, confidence, bill_code), the strongest reason of an
    employer for a receipt; `source` gives n, amount, received_on, text, payer_name, payer_account of the receipts."""
    stage_sql(
        "unknown_money",
        "select x.*,"
        f" {plain_name_sql('x.payer_name')} as plain_payer,"
        f" {plain_name_sql('''x.payer_name || ' ' || x.text''')} as plain_text from ({source}) x",
    )
    stage_sql(
        "suggested",
        f"""
        with billed as materialized (
          select u.n, b.employer_id, b.code, b.due_on,
                 abs(u.received_on - b.due_on) <= {NEAR_DUE} as near,
                 length({plain_name_sql("e.name")}) >= 7
                   and position({plain_name_sql("e.name")} in u.plain_text) > 0 as named,
                 row_number() over (partition by u.n, b.employer_id order by b.due_on, b.id) as nth
          from pg_temp.unknown_money u
          join contributions_bill b on b.total = u.amount
          join registry_employer e on e.id = b.employer_id
          where b.issued_on <= u.received_on and coalesce((select sum(a.amount) from contributions_allocation a
            where a.bill_id = b.id and a.target = 'PRINCIPAL'), 0) = 0),
        payers as materialized (
          select u.n, min(r.employer_id) as employer_id from pg_temp.unknown_money u
          join contributions_receipt r on r.payer_account = u.payer_account and r.employer_id is not null
          where u.payer_account <> '' group by u.n having count(distinct r.employer_id) = 1),
        named as materialized (
          select u.n, min(e.id) as employer_id from pg_temp.unknown_money u
          join registry_employer e on {plain_name_sql("e.name")} = u.plain_payer
          where length(u.plain_payer) >= 7 group by u.n having count(*) = 1),
        found as (
          select b.n, b.employer_id, 'PAYER_AMOUNT' as rule, b.code from billed b join payers p using (n, employer_id)
            where b.nth = 1
          union all select n, employer_id, 'NAME_AMOUNT_DUE', code from billed where named and near and nth = 1
          union all select n, employer_id, 'NAME_AMOUNT', code from billed where named and nth = 1
          union all select n, employer_id, 'PAYER', '' from payers
          union all select n, employer_id, 'NAME', '' from named
          union all (select n, min(employer_id), 'AMOUNT_DUE', min(code) from billed where near
            group by n having count(distinct employer_id) = 1))
        select distinct on (f.n, f.employer_id) f.n, f.employer_id, f.rule, v.confidence, f.code as bill_code
        from found f join (values {", ".join(f"('{k}', {r.confidence})" for k, r in RULES.items())})
          v(rule, confidence) on v.rule = f.rule
        order by f.n, f.employer_id, v.confidence desc
        """,
    )


def certain() -> str:
    """SQL of (n, employer_id, rule, confidence) that settle the question: at the threshold and alone there."""
    return (
        "select n, min(employer_id) as employer_id, min(rule) as rule, max(confidence) as confidence"
        f" from pg_temp.suggested where confidence >= {THRESHOLD} group by n having count(*) = 1"
    )
