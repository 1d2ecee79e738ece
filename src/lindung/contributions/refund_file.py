"""The file of approved refunds for the bank: CSV, UTF-8, one line per transfer, control totals on the last line.

Heading and layout are those of the file of benefit payments; `referensi` is RF and twelve digits. Asking again gives
the same lines as long as the same refunds wait.
"""

import csv
import hashlib
import io
from collections.abc import Sequence
from datetime import date

from lindung.base.db import rows

HEADING = ("referensi", "bank", "rekening", "nama", "jumlah", "tanggal", "keterangan")


def refund_reference(refund_id: int) -> str:
    """How a refund is named towards the bank."""
    return f"RF{refund_id:012d}"


def refund_file(office_ids: Sequence[int], on: date) -> bytes:
    """Transfers that are approved and not paid, of offices that the reader may see."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADING)
    count = total = 0
    for r in rows(
        "select d.id, d.bank_id, d.account_number, d.holder_name, d.amount, r.reference from contributions_refund d"
        " join contributions_receipt r on r.id = d.receipt_id where d.status = 'APPROVED' and d.kind = 'TRANSFER'"
        " and d.office_id = any(%s) order by d.id",
        [list(office_ids)],
    ):
        writer.writerow(
            [
                refund_reference(r["id"]), r["bank_id"], r["account_number"], _plain(r["holder_name"]), r["amount"],
                on.isoformat(), _plain(f"PENGEMBALIAN {r['reference'][:40]}"),
            ]
        )  # fmt: skip
        count, total = count + 1, total + r["amount"]
    body = out.getvalue().encode()
    writer.writerow(["TOTAL", "", count, "", total, "", hashlib.sha256(body).hexdigest()])
    return out.getvalue().encode()


def _plain(text: str) -> str:
    return f"'{text}" if text[:1] in "=+-@\t\r" else text
