"""The file of payments for the bank: CSV, UTF-8, one line per payment, control totals on the last line.

Heading: ``referensi,bank,rekening,nama,jumlah,tanggal,keterangan``. `referensi` is ours and comes back in the answer;
`jumlah` is whole rupiah without marks; `tanggal` YYYY-MM-DD. The last line reads ``TOTAL,<number of the
batch>,<lines>,,<sum>,,<SHA-256 of the lines before it>``. A text that a spreadsheet would take for a formula is led
by an apostrophe.
"""

import csv
import hashlib
import io

from lindung.base.db import act, fetch
from lindung.claims.errors import ClaimRefused
from lindung.claims.models import PayoutBatch
from lindung.claims.services.pay import order_reference

HEADING = ("referensi", "bank", "rekening", "nama", "jumlah", "tanggal", "keterangan")


@act
def payout_file(batch_id: int) -> bytes:
    """The bank's file of a released batch; the same bytes every time. Raises ClaimRefused: no_batch,
    batch_not_released."""
    batch = PayoutBatch.objects.filter(id=batch_id).first()
    if batch is None:
        raise ClaimRefused("no_batch")
    if batch.status == PayoutBatch.Status.MADE:
        raise ClaimRefused("batch_not_released", number=batch.number)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADING)
    count = total = 0
    for order, bank, account, name, amount, number in fetch(
        "select o.id, o.bank_code, o.account_number, o.payee_name, o.amount, c.number from claims_paymentorder o"
        " join claims_claim c on c.id = o.claim_id where o.batch_id = %s order by o.id",
        [batch_id],
    ):
        writer.writerow(
            [order_reference(order), bank, account, _plain(name), amount, batch.pay_on.isoformat(), f"KLAIM {number}"]
        )
        count, total = count + 1, total + amount
    body = out.getvalue().encode()
    writer.writerow(["TOTAL", batch.number, count, "", total, "", hashlib.sha256(body).hexdigest()])
    return out.getvalue().encode()


def _plain(text: str) -> str:
    return f"'{text}" if text[:1] in "=+-@\t\r" else text
