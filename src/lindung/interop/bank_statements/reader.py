"""From bytes to a `Statement`: what kind of file it is, is told by its contents, never by its name."""

from __future__ import annotations

import codecs
import datetime as dt
import re
from collections.abc import Mapping

from lindung.interop.bank_statements.camt import read_camt
from lindung.interop.bank_statements.mt940 import looks_like, read_mt940
from lindung.interop.bank_statements.statement import BILLING_CODE, STATEMENT_LIMITS, Statement
from lindung.interop.bank_statements.table import read_table
from lindung.interop.wage_files.delimited import decode
from lindung.interop.wage_files.grid import check_size
from lindung.interop.wage_files.limits import Limits
from lindung.interop.wage_files.ole import MAGIC
from lindung.interop.wage_files.problems import FileProblem

_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"<\0?\0", b"\0<\0?")
_XML = re.compile(r"<(\?xml|!--|!DOCTYPE\s+(?!html)|([A-Za-z0-9_]+:)?Document[\s>])")


def read_bank_statement(
    data: bytes,
    filename: str,
    *,
    billing_code: str | re.Pattern[str] = BILLING_CODE,
    limits: Limits = STATEMENT_LIMITS,
    mapping: Mapping[str, str] | None = None,
    today: dt.date | None = None,
) -> Statement:
    """Read a statement: camt.053, camt.054, MT940 or CSV. `billing_code` is the pattern looked for in the description
    (its first group, when it has one); `mapping` is for CSV.

    Refused lines are in `errors`; the good ones in `lines`. Raises `FileProblem` (and nothing else) when the file as a
    whole cannot be read.
    """
    check_size(data, limits)
    pattern = re.compile(billing_code) if isinstance(billing_code, str) else billing_code
    day = today or dt.date.today()
    if _is_xml(data):
        return read_camt(data, filename, pattern=pattern, limits=limits, today=day)
    if data.startswith((b"PK\x03\x04", MAGIC)):
        raise FileProblem("NOT_CSV")
    if looks_like(data[:4096].decode("latin-1")):
        return read_mt940(decode(data), data, filename, pattern=pattern, limits=limits, today=day)
    return read_table(data, filename, billing_code=pattern, limits=limits, mapping=mapping, today=day)


def _is_xml(data: bytes) -> bool:
    head = data[:4096]
    if head.startswith(_WIDE):
        head = head.removeprefix(codecs.BOM_UTF16_LE).removeprefix(codecs.BOM_UTF16_BE).replace(b"\0", b"")
    text = head.removeprefix(codecs.BOM_UTF8).decode("latin-1").lstrip()
    return bool(_XML.match(text)) and "<html" not in text.lower() and "<Workbook" not in text
