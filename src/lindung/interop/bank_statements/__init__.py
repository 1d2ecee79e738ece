"""Reading a bank statement: the money that arrived, line by line, the same from every kind of file.

What a file is, is told by its contents: ISO 20022 XML (`camt`: camt.053 and camt.054, versions 02 to 08), SWIFT MT940
(`mt940`), or CSV (`table`). The dialect of CSV, read by heading
(Indonesian or English, any order, separators ; , tab or |, any usual encoding):

=================  ===============================================================================================
heading            what it holds
=================  ===============================================================================================
tanggal / date     the day of the entry, day-month-year (or year-month-day); needed
kredit / credit    money in; needed, unless there is a column of amounts
debit / debit      money out
jumlah / amount    money in, or signed (below zero is money out), or with CR/DB behind, or with the next column
d/k / type         D, DB, DEBIT or K, CR, C, KREDIT, CREDIT: which way the amount goes
keterangan /       free text; a billing code is looked for in it
description
referensi /        the bank's number of the entry
reference
kode tagihan /     the billing code, when the bank gives it apart
billing code
saldo / balance    the balance after the entry
=================  ===============================================================================================

Lines of money out are counted and passed over. Where balances are given, each is checked against the one before, in
either order of time. Amounts are whole rupiah.
"""

from lindung.interop.bank_statements.reader import read_bank_statement
from lindung.interop.bank_statements.statement import (
    BILLING_CODE,
    FIELDS,
    STATEMENT_LIMITS,
    Statement,
    StatementCounts,
    StatementLine,
)

__all__ = [
    "BILLING_CODE",
    "FIELDS",
    "STATEMENT_LIMITS",
    "Statement",
    "StatementCounts",
    "StatementLine",
    "read_bank_statement",
]
