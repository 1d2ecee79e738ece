"""What orders and the segments that pay for themselves refuse, in both languages."""

from lindung.base.errors import Refused


class SegmentRefused(Refused):
    """A request about an order or a registration that cannot be done."""

    MESSAGES = {
        "no_order": ("Kode iuran {order} tidak ditemukan.", "There is no order {order}."),
        "key_taken": (
            "Permintaan ini sudah dipakai untuk pesanan lain ({order}).",
            "This request was already used for another order ({order}).",
        ),
        "nothing_to_pay": ("Tidak ada yang harus dibayar.", "There is nothing to pay."),
        "order_ended": (
            "Pesanan {order} sudah berstatus {status}.",
            "Order {order} is already {status}.",
        ),
        "reason_needed": ("Tuliskan alasannya.", "Give the reason."),
    }


REASONS: dict[str, tuple[str, str]] = {
    "NO_ORDER": ("Tidak ada pesanan dengan kode ini.", "There is no order with this code."),
    "ALREADY_PAID": (
        "Pesanan ini sudah lunas; uang ini kelebihan.",
        "This order is already paid; this money is extra.",
    ),
    "CANCELLED": ("Pesanan ini dibatalkan.", "This order was cancelled."),
    "EXPIRED": ("Uang diterima sesudah kode berakhir.", "The money came after the code had expired."),
    "LESS": ("Jumlahnya kurang dari pesanan.", "The amount is less than the order."),
    "MORE": ("Jumlahnya lebih dari pesanan.", "The amount is more than the order."),
    "MONTH_PAID": (
        "Ada bulan yang sudah lunas dengan pesanan lain.",
        "One of its months was already paid by another order.",
    ),
}
"""Why money with the code of an order waits in suspense."""
