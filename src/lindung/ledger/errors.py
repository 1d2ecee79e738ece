"""What the books refuse, in both languages."""

from lindung.base.errors import Refused


class LedgerRefused(Refused):
    """A booking that cannot be made."""

    MESSAGES = {
        "key_taken": (
            "Kejadian {key} sudah dibukukan dengan isi lain; koreksi dibuat sebagai kejadian baru.",
            "The event {key} is already booked with other content; a correction is a new event.",
        ),
        "unmerge_short": (
            "Saldo yang dulu dipindahkan sudah dibayarkan; kurang Rp{missing} untuk dikembalikan. Koreksi pembayarannya"
            " lebih dulu.",
            "The balance that was moved has been paid out since; Rp{missing} are lacking to give it back. Correct that"
            " payment first.",
        ),
        "unbalanced": (
            "Jurnal {key} tidak seimbang: selisih Rp{difference}.",
            "Entry {key} does not balance: it is off by Rp{difference}.",
        ),
        "members_differ": (
            "Jurnal {key}: rincian peserta {members} berbeda dari akun pengendali {control}.",
            "Entry {key}: the member rows ({members}) differ from the control account ({control}).",
        ),
        "closed": (
            "Tanggal {day} sudah masuk periode yang ditutup sampai {closed_on}.",
            "{day} lies in the period closed through {closed_on}.",
        ),
        "no_entry": ("Jurnal {entry} tidak ditemukan.", "There is no entry {entry}."),
        "is_reversal": (
            "Jurnal {entry} adalah pembalik; jurnal pembalik tidak dibalik lagi.",
            "Entry {entry} is a reversal; a reversal is not reversed again.",
        ),
        "not_proven": (
            "Bulan {month} belum dapat ditutup: bukti {proof} tidak cocok ({left} dan {right}).",
            "{month} cannot be closed yet: the proof {proof} does not hold ({left} and {right}).",
        ),
        "close_in_order": (
            "Bulan {month} tidak dapat ditutup setelah bulan yang lebih baru ({closed_on}).",
            "{month} cannot be closed after a later month ({closed_on}).",
        ),
        "close_next": (
            "Bulan ditutup berurutan: sebelum {month}, tutup {next} lebih dahulu.",
            "Months are closed in order: close {next} before {month}.",
        ),
        "work_open": (
            "Bulan belum dapat ditutup: {count} pekerjaan yang membukukan belum selesai, mulai dari #{run}.",
            "The month cannot be closed yet: {count} runs that book are not finished, from #{run} on.",
        ),
        "other_offices": (
            "Menutup bulan menyangkut semua kantor; {count} kantor yang berjurnal di luar wewenang Anda.",
            "Closing a month concerns all offices; {count} offices with entries are outside your mandate.",
        ),
        "nothing_booked": (
            "Belum ada jurnal sampai akhir {month}.",
            "Nothing is booked until the end of {month}.",
        ),
        "month_open": (
            "Bulan {month} belum selesai; buku ditutup setelah {last_day}.",
            "{month} is not over; its books are closed after {last_day}.",
        ),
        "same_person": ("Saldo tidak dapat dipindah ke orang yang sama.", "A balance cannot move to the same person."),
        "no_rate": (
            "Tidak ada tingkat hasil pengembangan {fund} untuk {month}: belum diumumkan dan belum ditetapkan.",
            "There is no rate of return of {fund} for {month}: none is published and none has been set.",
        ),
        "rate_bounds": (
            "Tingkat hasil pengembangan harus antara 0 % dan {most} %.",
            "The rate of return must lie between 0 % and {most} %.",
        ),
        "rate_month": (
            "Tingkat sementara berlaku mulai suatu bulan, tingkat akhir untuk satu tahun, tingkat JP untuk satu bulan.",
            "An interim rate applies from a month, a final rate to a year, a JP rate to a month.",
        ),
        "rate_stage": ("Jenis tingkat {stage} tidak dikenal.", "There is no kind of rate {stage}."),
        "rate_document": ("Sebutkan nomor keputusan.", "Name the number of the decision."),
        "rate_not_found": ("Usulan tingkat tidak ditemukan.", "There is no such proposal of a rate."),
        "rate_decided": ("Usulan ini sudah diputus.", "This proposal has been decided already."),
        "rate_same_person": (
            "Tingkat disetujui oleh orang lain daripada yang mengusulkan.",
            "A rate is approved by somebody other than who proposed it.",
        ),
        "year_open": (
            "Koreksi tahun {year} dibukukan setelah tahun itu berakhir.",
            "The correction of {year} is booked after that year has ended.",
        ),
        "unknown_account": ("Akun {account} bukan akun peserta.", "Account {account} has no member accounts."),
    }
