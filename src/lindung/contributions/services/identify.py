"""Whose the money in the temporary table `receipt_in` is: by code, by number, by what else speaks for an employer."""

from lindung.base.db import run, scalar
from lindung.contributions import matching
from lindung.contributions.codes import ORDER_CODE_SQL
from lindung.contributions.matching import RULES


def find_employers() -> None:
    """By the billing code given or standing in the text, else by an employer number standing in the text; only where
    one employer answers."""
    run("analyze pg_temp.receipt_in")
    _keep_orders_apart()
    for name, found in (
        (
            "kode tagihan",
            "select i.n, b.employer_id from pg_temp.receipt_in i join contributions_bill b on b.code = i.billing_code",
        ),
        (
            "kode tagihan dalam berita",
            "select i.n, b.employer_id from pg_temp.receipt_in i,"
            " regexp_matches(i.description, '(?<![0-9])[0-9]{16}(?![0-9])', 'g') t(code)"
            " join contributions_bill b on b.code = t.code[1]",
        ),
        (
            "NPP dalam berita",
            "select i.n, e.id as employer_id from pg_temp.receipt_in i,"
            " regexp_split_to_table(upper(i.billing_code || ' ' || i.description), '[^0-9A-Z]+') t(word)"
            " join registry_employer e on e.npp = t.word where length(t.word) between 6 and 12",
        ),
    ):
        run(
            "update pg_temp.receipt_in i set employer_id = f.employer_id, matched_by = %s from"
            f" (select n, min(employer_id) as employer_id from ({found}) x group by n"
            " having count(distinct employer_id) = 1) f where f.n = i.n and i.matched_by is null",
            [name],
        )
    _weigh()
    run(
        "update pg_temp.receipt_in i set office_id = e.office_id from registry_employer e where e.id = i.employer_id"
        " and e.office_id <> i.office_id"
    )


def _weigh() -> None:
    """How sure the match is; and where neither code nor number tells, what else speaks for an employer."""
    texts = ", ".join(f"('{rule.indonesian}', {rule.confidence})" for rule in RULES.values())
    run(
        f"update pg_temp.receipt_in i set confidence = v.confidence from (values {texts}) v(text, confidence)"
        " where v.text = i.matched_by"
    )
    unknown = "from pg_temp.receipt_in where employer_id is null and matched_by is null"
    run("drop table if exists pg_temp.suggested")
    if not scalar(f"select exists (select 1 {unknown})"):
        return
    matching.gather(
        "select n, amount, received_on, billing_code || ' ' || description as text, payer_name, payer_account "
        + unknown
    )
    names = ", ".join(f"('{name}', '{rule.indonesian}')" for name, rule in RULES.items())
    run(
        "update pg_temp.receipt_in i set employer_id = f.employer_id, confidence = f.confidence, matched_by = v.text"
        f" from ({matching.certain()}) f, (values {names}) v(rule, text)"
        " where f.n = i.n and v.rule = f.rule"
    )


def keep_suggestions() -> None:
    """What speaks for an employer, but not enough, waits beside the receipt for a person to accept it."""
    if scalar("select to_regclass('pg_temp.suggested')") is None:
        return
    run(
        "insert into contributions_receiptsuggestion (receipt_id, employer_id, office_id, rule, confidence, bill_code,"
        " made_at) select r.id, s.employer_id, r.office_id, s.rule, s.confidence, s.bill_code, now()"
        " from pg_temp.suggested s join pg_temp.receipt_in i on i.n = s.n and i.employer_id is null"
        " join contributions_receipt r on r.channel = i.channel and r.reference = i.reference"
        " order by r.id, s.employer_id"
    )


def _keep_orders_apart() -> None:
    """Money with the code of an order belongs to no employer's bills; a code in the text becomes the receipt's own
    where it is the only one there. Who owns orders settles it."""
    run(
        "update pg_temp.receipt_in i set billing_code = f.code from (select n, min(code) as code from"
        " (select i.n, t.code[1] as code from pg_temp.receipt_in i,"
        f" regexp_matches(i.description, '(?<![0-9])({ORDER_CODE_SQL})(?![0-9])', 'g') t(code)"
        " where i.billing_code = '') x where code::numeric %% 97 = 1 group by n having count(distinct code) = 1) f"
        " where f.n = i.n and i.billing_code = ''",
        [],
    )
    run(
        f"update pg_temp.receipt_in set matched_by = 'kode iuran' where billing_code ~ '^{ORDER_CODE_SQL}$'"
        " and billing_code::numeric %% 97 = 1",
        [],
    )
