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
        "not_registered": (
            "Orang ini belum terdaftar sebagai bukan penerima upah.",
            "This person is not registered as a non-wage earner.",
        ),
        "may_not_join": ("Belum dapat mendaftar: {why}.", "Cannot register: {why}."),
        "died": ("{name} tercatat meninggal.", "{name} is recorded as having died."),
        "merged_away": (
            "Data orang ini sudah digabungkan. Pakai data yang dipertahankan.",
            "This record was merged into another one. Use the one that was kept.",
        ),
        "jht_needed": (
            "Yang mempekerjakan orang lain wajib mengikuti JHT.",
            "Who employs others must take JHT.",
        ),
        "occupation_missing": ("Isi pekerjaannya.", "Name the occupation."),
        "occupation_twice": (
            "Pekerjaan kedua sama dengan yang pertama.",
            "The second occupation is the same as the first.",
        ),
        "income_range": (
            "Penghasilan harus antara Rp1 dan Rp10.000.000.000.",
            "The income must be between Rp1 and Rp10,000,000,000.",
        ),
        "registered_otherwise": (
            "{name} sudah terdaftar sejak {joined_on} dengan pekerjaan atau program lain. Ubah pendaftarannya.",
            "{name} has been registered since {joined_on} with other occupations or programmes. Change that instead.",
        ),
        "joined_in_future": ("Tanggal daftar {day} belum terjadi.", "The day of registration {day} is in the future."),
        "months_range": ("Bulan yang dibayar: 1 sampai {most}.", "Months to pay: 1 to {most}."),
        "month_paid": (
            "Bulan {month} sudah lunas; perubahan paling cepat berlaku {first}.",
            "{month} is already paid; a change can hold from {first} at the earliest.",
        ),
        "not_a_month": (
            "Bulan ditulis sebagai tanggal 1 bulan itu, bukan {day}.",
            "A month is given as its first day, not {day}.",
        ),
        "no_job": ("Pekerjaan ke-{item} tidak ada.", "There is no occupation {item}."),
        "last_job": (
            "Sedikitnya satu pekerjaan harus tetap terdaftar.",
            "At least one occupation must stay registered.",
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
    "DIED": ("Peserta meninggal sebelum uang diterima.", "The member died before the money came."),
    "MONTH_PAID": (
        "Ada bulan yang sudah lunas dengan pesanan lain.",
        "One of its months was already paid by another order.",
    ),
}
"""Why money with the code of an order waits in suspense."""
