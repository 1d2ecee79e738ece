"""What coverage refuses, in both languages. Dates are shown day-month-year."""

from lindung.base.errors import Refused


class CoverageRefused(Refused):
    """A spell, an exit or an objection that cannot be recorded as asked."""

    MESSAGES = {
        "no_person": ("Orang ini tidak tercatat.", "This person is not registered."),
        "merged_away": (
            "Data orang ini sudah digabungkan. Pakai data yang dipertahankan.",
            "This record was merged into another one. Use the one that was kept.",
        ),
        "no_number": (
            "{name} belum mempunyai nomor peserta (KPJ).",
            "{name} has no member number (KPJ) yet.",
        ),
        "not_his_number": ("KPJ {kpj} bukan milik {name}.", "The KPJ {kpj} does not belong to {name}."),
        "dead": (
            "{name} tercatat meninggal pada {died_on}. Kepesertaan tidak dapat dimulai sesudahnya.",
            "{name} is recorded as having died on {died_on}. Cover cannot start after that.",
        ),
        "overlap": (
            "{name} sudah tercatat di {employer} dari {start_on} sampai {end_on}. Masa baru tidak boleh bertindihan.",
            "{name} is already recorded at {employer} from {start_on} to {end_on}. The new spell may not overlap.",
        ),
        "no_spell": ("Masa kepesertaan ini tidak tercatat.", "This spell of cover is not recorded."),
        "taken_back": (
            "Masa kepesertaan ini sudah dibatalkan karena salah didaftarkan.",
            "This spell was taken back because it was registered by mistake.",
        ),
        "reason": ("Alasan keluar “{reason}” tidak dikenal.", "The exit reason “{reason}” is not known."),
        "death_is_no_exit": (
            "Kematian bukan alasan keluar biasa. Laporkan kematian, supaya hak ahli waris langsung diproses.",
            "A death is not an ordinary exit. Report the death, so that the heirs' benefits are started at once.",
        ),
        "error_is_no_exit": (
            "Bila pekerja ini salah didaftarkan, batalkan pendaftarannya, jangan dilaporkan keluar.",
            "If this worker was registered by mistake, take the registration back instead of reporting an exit.",
        ),
        "lapse_wage": (
            "Penerima upah tidak gugur karena iuran belum dibayar. Tunggakan adalah urusan pemberi kerja.",
            "Wage earners do not lapse for unpaid contributions. Arrears are the employer's matter.",
        ),
        "before_start": (
            "{name} baru mulai pada {start_on}; tanggal keluar {end_on} lebih awal.",
            "{name} only started on {start_on}; the exit on {end_on} is earlier.",
        ),
        "start_before_birth": (
            "{name} lahir pada {born}; ia tidak dapat mulai bekerja sebelum atau pada hari itu.",
            "{name} was born on {born}; nobody starts to work before or on that day.",
        ),
        "start_after_end": (
            "{name} sudah tercatat keluar pada {end_on}; hari pertamanya tidak boleh sesudah itu.",
            "{name} is recorded as having left on {end_on}; the first day cannot be after that.",
        ),
        "ended_other": (
            "{name} sudah tercatat keluar pada {end_on}. Batalkan dulu bila tanggal atau alasannya keliru.",
            "{name} is already recorded as having left on {end_on}. Take that back first if date or reason is wrong.",
        ),
        "twice": (
            "{name} muncul lebih dari sekali dengan tanggal atau alasan yang berbeda.",
            "{name} appears more than once with different dates or reasons.",
        ),
        "not_ended": ("Masa kepesertaan ini belum berakhir.", "This spell has not ended."),
        "died_take_back": (
            "Masa ini berakhir karena kematian. Batalkan catatan kematiannya bila keliru.",
            "This spell ended by death. Take the record of the death back if it is wrong.",
        ),
        "not_dead": ("Orang ini tidak tercatat meninggal.", "No death is recorded for this person."),
        "note_missing": ("Tulis alasannya.", "Give the reason."),
        "future": ("Tanggal {day} belum terjadi.", "The date {day} is in the future."),
        "notice_closed": ("Laporan berhenti ini sudah selesai.", "This notice is already settled."),
        "notice_open": (
            "Laporan ini masih menunggu tanggapan pemberi kerja sampai {reply_by}.",
            "This notice still waits for the employer's reply until {reply_by}.",
        ),
        "no_notice": ("Laporan berhenti ini tidak ditemukan.", "There is no such notice."),
        "no_dispute": ("Sanggahan ini tidak ditemukan.", "There is no such dispute."),
        "dispute_closed": ("Sanggahan ini sudah dijawab.", "This dispute has already been answered."),
        "dispute_kind": ("Jenis sanggahan “{kind}” tidak dikenal.", "The kind of dispute “{kind}” is not known."),
        "dispute_month": (
            "Sebutkan bulan di dalam masa kerja ini.",
            "Name a month within this spell.",
        ),
        "dispute_wage": ("Isi upah yang sebenarnya dalam rupiah.", "Enter the true wage in rupiah."),
        "dispute_exit": (
            "Pekerjaan ini belum tercatat berhenti, jadi tidak ada yang disanggah.",
            "This employment is not recorded as ended, so there is nothing to object to.",
        ),
        "not_wage": (
            "Masa ini mengikuti iuran yang dibayar sendiri, oleh proyek, atau oleh sponsor, dan berubah di sana.",
            "This spell follows what was paid by the person, a project or a sponsor, and changes there.",
        ),
        "merge_overlap": (
            "Keduanya tercatat bersamaan di {employer} ({start_on} sampai {end_on}). Batalkan dulu masa yang keliru.",
            "Both records have cover at {employer} at one time ({start_on} to {end_on}). Take one back first.",
        ),
    }
