"""The chart of accounts: the one text; `ledger_account` is its copy for joins.

Ids are `fund * 100 + number`, stable for ever. A billed amount is a receivable against income not yet received; money
makes it income of the fund, or a member's balance under a control account.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol


class Acc(IntEnum):
    """Account ids used by services."""

    JKK_RECEIVABLE = 110
    JKK_BILLED = 120
    JKK_INCOME = 130
    JKK_BENEFIT = 140
    JKK_PAYABLE = 150
    JKK_OVERPAID = 170
    JKM_RECEIVABLE = 210
    JKM_BILLED = 220
    JKM_INCOME = 230
    JKM_BENEFIT = 240
    JKM_PAYABLE = 250
    JKM_OVERPAID = 270
    JHT_RECEIVABLE = 310
    JHT_BILLED = 320
    JHT_PENDING = 325
    JHT_MEMBERS = 330
    JHT_RETURN = 340
    JHT_PAYABLE = 350
    JHT_TAX = 360
    JHT_OVERPAID = 370
    JHT_OPENING = 390
    JP_RECEIVABLE = 410
    JP_BILLED = 420
    JP_PENDING = 425
    JP_MEMBERS = 430
    JP_RETURN = 435
    JP_BENEFIT = 440
    JP_PAYABLE = 450
    JP_OVERPAID = 470
    JP_OPENING = 490
    JKP_RECEIVABLE = 510
    JKP_BILLED = 520
    JKP_INCOME = 530
    PENALTY_RECEIVABLE = 710
    PENALTY_BILLED = 720
    PENALTY_INCOME = 730
    CASH_IN = 810
    SUSPENSE = 820
    CASH_OUT = 830
    RETURNED_PAYMENTS = 840
    FINE_RECEIVABLE = 910
    FINE_BILLED = 920
    FINE_INCOME = 930
    REFUND_PAYABLE = 850


@dataclass(frozen=True)
class Entry:
    """One account: kind is ASSET, LIABILITY, INCOME or EXPENSE; `control` accounts equal a sub-ledger of members."""

    id: int
    fund: str
    kind: str
    name_id: str
    name_en: str
    control: bool = False


CHART: tuple[Entry, ...] = (
    Entry(Acc.JKK_RECEIVABLE, "JKK", "ASSET", "Piutang iuran JKK", "JKK contributions receivable"),
    Entry(Acc.JKK_BILLED, "JKK", "LIABILITY", "Iuran JKK ditagih, belum diterima", "JKK billed, not yet received"),
    Entry(Acc.JKK_INCOME, "JKK", "INCOME", "Iuran JKK diterima", "JKK contributions received"),
    Entry(Acc.JKK_BENEFIT, "JKK", "EXPENSE", "Manfaat JKK", "JKK benefits"),
    Entry(Acc.JKK_PAYABLE, "JKK", "LIABILITY", "Manfaat JKK terutang", "JKK benefits payable"),
    Entry(Acc.JKK_OVERPAID, "JKK", "ASSET", "Manfaat JKK lebih bayar", "JKK benefits paid too much"),
    Entry(Acc.JKM_RECEIVABLE, "JKM", "ASSET", "Piutang iuran JKM", "JKM contributions receivable"),
    Entry(Acc.JKM_BILLED, "JKM", "LIABILITY", "Iuran JKM ditagih, belum diterima", "JKM billed, not yet received"),
    Entry(Acc.JKM_INCOME, "JKM", "INCOME", "Iuran JKM diterima", "JKM contributions received"),
    Entry(Acc.JKM_BENEFIT, "JKM", "EXPENSE", "Manfaat JKM", "JKM benefits"),
    Entry(Acc.JKM_PAYABLE, "JKM", "LIABILITY", "Manfaat JKM terutang", "JKM benefits payable"),
    Entry(Acc.JKM_OVERPAID, "JKM", "ASSET", "Manfaat JKM lebih bayar", "JKM benefits paid too much"),
    Entry(Acc.JHT_RECEIVABLE, "JHT", "ASSET", "Piutang iuran JHT", "JHT contributions receivable"),
    Entry(Acc.JHT_BILLED, "JHT", "LIABILITY", "Iuran JHT ditagih, belum diterima", "JHT billed, not yet received"),
    Entry(Acc.JHT_PENDING, "JHT", "LIABILITY", "Iuran JHT diterima, belum terbagi", "JHT received, not yet shared out"),
    Entry(Acc.JHT_MEMBERS, "JHT", "LIABILITY", "Saldo JHT peserta", "JHT balances of members", control=True),
    Entry(Acc.JHT_RETURN, "JHT", "EXPENSE", "Hasil pengembangan JHT dikreditkan", "JHT returns credited"),
    Entry(Acc.JHT_PAYABLE, "JHT", "LIABILITY", "Manfaat JHT terutang", "JHT benefits payable"),
    Entry(Acc.JHT_TAX, "JHT", "LIABILITY", "Pajak atas JHT terutang", "Tax on JHT payable"),
    Entry(Acc.JHT_OVERPAID, "JHT", "ASSET", "Manfaat JHT lebih bayar", "JHT benefits paid too much"),
    Entry(Acc.JHT_OPENING, "JHT", "ASSET", "Saldo awal dana JHT", "JHT fund, opening balance"),
    Entry(Acc.JP_RECEIVABLE, "JP", "ASSET", "Piutang iuran JP", "JP contributions receivable"),
    Entry(Acc.JP_BILLED, "JP", "LIABILITY", "Iuran JP ditagih, belum diterima", "JP billed, not yet received"),
    Entry(Acc.JP_PENDING, "JP", "LIABILITY", "Iuran JP diterima, belum terbagi", "JP received, not yet shared out"),
    Entry(Acc.JP_MEMBERS, "JP", "LIABILITY", "Iuran JP peserta", "JP contributions of members", control=True),
    Entry(Acc.JP_RETURN, "JP", "EXPENSE", "Hasil pengembangan JP dikreditkan", "JP returns credited"),
    Entry(Acc.JP_BENEFIT, "JP", "EXPENSE", "Manfaat JP", "JP benefits"),
    Entry(Acc.JP_PAYABLE, "JP", "LIABILITY", "Manfaat JP terutang", "JP benefits payable"),
    Entry(Acc.JP_OVERPAID, "JP", "ASSET", "Manfaat JP lebih bayar", "JP benefits paid too much"),
    Entry(Acc.JP_OPENING, "JP", "ASSET", "Saldo awal dana JP", "JP fund, opening balance"),
    Entry(Acc.JKP_RECEIVABLE, "JKP", "ASSET", "Piutang rekomposisi JKP", "JKP recomposition receivable"),
    Entry(
        Acc.JKP_BILLED, "JKP", "LIABILITY", "Rekomposisi JKP ditagih, belum diterima", "JKP billed, not yet received"
    ),
    Entry(Acc.JKP_INCOME, "JKP", "INCOME", "Rekomposisi JKP diterima", "JKP recomposition received"),
    Entry(Acc.PENALTY_RECEIVABLE, "PENALTY", "ASSET", "Piutang denda", "Penalties receivable"),
    Entry(
        Acc.PENALTY_BILLED,
        "PENALTY",
        "LIABILITY",
        "Denda ditagih, belum diterima",
        "Penalties charged, not yet received",
    ),
    Entry(Acc.PENALTY_INCOME, "PENALTY", "INCOME", "Denda diterima", "Penalties received"),
    Entry(Acc.CASH_IN, "SUSPENSE", "ASSET", "Rekening penerimaan", "Collection account"),
    Entry(Acc.SUSPENSE, "SUSPENSE", "LIABILITY", "Penerimaan belum dialokasikan", "Receipts not yet allocated"),
    Entry(Acc.CASH_OUT, "SUSPENSE", "ASSET", "Rekening pembayaran manfaat", "Benefit payment account"),
    Entry(
        Acc.RETURNED_PAYMENTS, "SUSPENSE", "LIABILITY", "Pembayaran gagal, menunggu ulang", "Failed payments to repeat"
    ),
    Entry(Acc.FINE_RECEIVABLE, "FINE", "ASSET", "Piutang denda administratif", "Administrative fines receivable"),
    Entry(
        Acc.FINE_BILLED,
        "FINE",
        "LIABILITY",
        "Denda administratif ditagih, belum diterima",
        "Administrative fines charged, not yet received",
    ),
    Entry(Acc.FINE_INCOME, "FINE", "INCOME", "Denda administratif diterima", "Administrative fines received"),
    Entry(Acc.REFUND_PAYABLE, "SUSPENSE", "LIABILITY", "Pengembalian penerimaan terutang", "Receipts to be given back"),
)


class Cursor(Protocol):
    """What `load` needs of a database cursor."""

    def executemany(self, sql: str, params: list[tuple[object, ...]], /) -> object: ...


def load(cursor: Cursor) -> None:
    """Copy the chart into `ledger_account`; harmless to repeat."""
    cursor.executemany(
        "insert into ledger_account (id, code, fund, kind, name_id, name_en, member_control)"
        " values (%s, %s, %s, %s, %s, %s, %s)"
        " on conflict (id) do update set code = excluded.code, fund = excluded.fund, kind = excluded.kind,"
        " name_id = excluded.name_id, name_en = excluded.name_en, member_control = excluded.member_control",
        [(int(a.id), Acc(a.id).name, a.fund, a.kind, a.name_id, a.name_en, a.control) for a in CHART],
    )
