"""What the registry refuses, in both languages."""

from lindung.base.errors import Refused


class RegistryRefused(Refused):
    """A record that cannot be made or changed as asked."""

    MESSAGES = {
        "name_missing": ("Isi nama.", "Enter a name."),
        "nik_form": (
            "NIK harus 16 angka. Yang tertulis: “{value}”.",
            "A NIK has 16 digits. Found: “{value}”.",
        ),
        "nik_taken": (
            "NIK {nik} sudah tercatat untuk orang dengan tanggal lahir lain. Periksa NIK dan tanggal lahir pada KTP.",
            "The NIK {nik} is already held by a person with another birth date. Check both against the identity card.",
        ),
        "nik_used": ("NIK {nik} sudah tercatat untuk orang lain.", "The NIK {nik} is already held by another person."),
        "nik_rows": (
            "Baris {rows}: NIK tidak sah, atau sudah tercatat dengan tanggal lahir lain.",
            "Rows {rows}: the NIK is malformed, or already held with another birth date.",
        ),
        "kpj_rows": (
            "Baris {rows}: KPJ tidak sah, atau milik orang lain.",
            "Rows {rows}: the KPJ is malformed, or belongs to another person.",
        ),
        "kpj_form": (
            "KPJ harus 11 huruf atau angka. Yang tertulis: “{value}”.",
            "A KPJ has 11 letters or digits. Found: “{value}”.",
        ),
        "kpj_taken": ("KPJ {kpj} milik orang lain.", "The KPJ {kpj} belongs to another person."),
        "npp_form": ("NPP “{value}” tidak sah. Periksa angkanya.", "The NPP “{value}” is not valid. Check its digits."),
        "npp_taken": (
            "NPP {npp} sudah dipakai pemberi kerja lain.",
            "The NPP {npp} is already used by another employer.",
        ),
        "nib_form": ("NIB harus 13 angka. Yang tertulis: “{value}”.", "A NIB has 13 digits. Found: “{value}”."),
        "nib_taken": (
            "NIB {nib} sudah terdaftar di kantor ini dengan NPP {npp}.",
            "The NIB {nib} is already registered at this office under NPP {npp}.",
        ),
        "npwp_form": (
            "NPWP harus 15 atau 16 angka. Yang tertulis: “{value}”.",
            "An NPWP has 15 or 16 digits. Found: “{value}”.",
        ),
        "kbli_form": ("KBLI harus 5 angka. Yang tertulis: “{value}”.", "A KBLI code has 5 digits. Found: “{value}”."),
        "risk_group": ("Kelompok risiko JKK adalah 1 sampai 5.", "The JKK risk group is 1 to 5."),
        "labour_industry": (
            "Industri padat karya “{value}” tidak dikenal.",
            "The labour-intensive industry “{value}” is not known.",
        ),
        "size": ("Skala usaha “{value}” tidak dikenal.", "The size class “{value}” is not known."),
        "reason_missing": ("Tulis alasannya.", "Give the reason."),
        "class_before": (
            "Golongan yang berlaku dimulai {since}. Golongan baru harus mulai sesudahnya atau pada hari itu.",
            "The present class started on {since}. A new one must start on that day or later.",
        ),
        "review_before": (
            "Tanggal tinjau ulang harus sesudah tanggal mulai.",
            "The review date must be after the start.",
        ),
        "not_found": ("Data {what} tidak ditemukan.", "No such {what}."),
        "birth_future": ("Tanggal lahir {day} belum terjadi.", "The birth date {day} is in the future."),
        "sex": ("Jenis kelamin harus L atau P.", "Sex must be L or P."),
        "merged_away": (
            "Data orang ini sudah digabungkan. Pakai data yang dipertahankan.",
            "This record was merged into another one. Use the one that was kept.",
        ),
        "death_before_birth": (
            "Tanggal meninggal {day} lebih awal dari tanggal lahir.",
            "The date of death {day} is before the birth date.",
        ),
        "death_future": ("Tanggal meninggal {day} belum terjadi.", "The date of death {day} is in the future."),
        "death_recorded": (
            "Kematian orang ini sudah tercatat pada {day}. Batalkan dulu catatan itu bila keliru.",
            "The death of this person is already recorded on {day}. Take that record back first if it is wrong.",
        ),
        "relative_kind": ("Hubungan keluarga “{value}” tidak dikenal.", "The kinship “{value}” is not known."),
        "account_number": (
            "Nomor rekening hanya berisi 5 sampai 34 angka. Yang tertulis: “{value}”.",
            "An account number has 5 to 34 digits. Found: “{value}”.",
        ),
        "bank": ("Kode bank “{value}” tidak dikenal.", "The bank code “{value}” is not known."),
        "relative_of_other": (
            "Anggota keluarga ini bukan milik orang tersebut.",
            "This relative belongs to another person.",
        ),
        "same_person": ("Pilih dua data orang yang berbeda.", "Choose two different records."),
        "evidence_missing": (
            "Tulis bukti bahwa keduanya orang yang sama.",
            "Give the evidence that both are one person.",
        ),
        "merge_deaths": (
            "Tanggal meninggal keduanya berbeda ({one} dan {other}). Betulkan dulu.",
            "The two dates of death differ ({one} and {other}). Correct that first.",
        ),
        "own_nik_unverified": (
            "NIK Anda belum diperiksa. Datang sekali ke kantor dengan KTP, lalu ajukan lagi.",
            "Your NIK has not been checked yet. Come to a branch once with your identity card, then ask again.",
        ),
        "card_yours": ("Kartu {kpj} sudah milik catatan Anda.", "Card {kpj} already belongs to your record."),
        "too_many_cards": (
            "Sudah {most} kartu tidak cocok hari ini. Datang ke kantor dengan kartunya.",
            "Already {most} cards did not match today. Come to a branch with the card.",
        ),
        "no_request": ("Permohonan tidak ditemukan.", "The request was not found."),
        "request_decided": ("Permohonan ini sudah diputus.", "This request has been decided already."),
        "change_nothing": ("Tidak ada yang berubah dari data yang tercatat.", "Nothing differs from the record."),
        "change_open": (
            "Masih ada perubahan data orang ini yang menunggu putusan. Selesaikan dulu yang itu.",
            "Another change of this person's data still waits to be decided. Finish that one first.",
        ),
        "no_change": ("Perubahan data tidak ditemukan.", "The change was not found."),
        "change_state": ("Perubahan data ini sudah selesai.", "This change has been settled already."),
        "change_same_person": (
            "Yang mengusulkan tidak boleh memutus. Minta petugas lain, atau tarik usulan Anda.",
            "Whoever proposed may not decide. Ask another officer, or withdraw your proposal.",
        ),
        "change_of_other": ("Hanya yang mengajukan dapat menariknya.", "Only who handed it in can withdraw it."),
        "change_meanwhile": (
            "Data orang ini sudah berubah sejak diusulkan. Tolak usulan ini dan susun yang baru.",
            "The record has changed since the proposal. Decline it and make a new one.",
        ),
        "evidence_kind": (
            "Bukti itu tidak cukup untuk data yang diubah.",
            "That evidence does not prove what is to be changed.",
        ),
        "evidence_number": ("Tulis nomor buktinya.", "Give the number of the evidence."),
        "nik_contradicts": (
            "{why} Bila memang demikian, diperlukan surat keterangan Dukcapil atau penetapan pengadilan.",
            "{why} If it is so indeed, a letter of the civil registry or a court order is needed.",
        ),
        "nik_merged_here": (
            "NIK {nik} ada pada catatan yang digabungkan ke orang ini. Pisahkan dulu, lalu gabungkan ke catatan itu.",
            "The NIK {nik} is on a record that was merged into this person. Part them first, then merge into that"
            " record.",
        ),
        "death_unknown": (
            "Kematian orang ini belum tercatat. Catat laporan kematian.",
            "No death of this person is on record. Record a report of death.",
        ),
        "merge_undone": ("Penggabungan ini sudah dibatalkan.", "This merge has already been undone."),
        "merge_buried": (
            "Data yang dipertahankan kemudian digabungkan lagi. Batalkan penggabungan yang terakhir lebih dulu.",
            "The record kept was itself merged later. Undo the latest merge first.",
        ),
        "empty_file": ("Berkas {name} kosong.", "The file {name} is empty."),
        "file_too_big": (
            "Berkas {name} lebih besar dari {limit} MB.",
            "The file {name} is larger than {limit} MB.",
        ),
        "dates_order": ("Tanggal mulai harus sebelum tanggal akhir.", "The start must be before the end."),
        "starts_before": (
            "Yang berlaku sekarang dimulai {since}. Yang baru harus mulai sesudahnya.",
            "The present one started on {since}. The new one must start later.",
        ),
        "search_short": (
            "Tulis paling sedikit 3 huruf nama, NIK 16 angka, atau KPJ 11 huruf atau angka.",
            "Enter at least 3 letters of the name, a NIK of 16 digits or a KPJ of 11 characters.",
        ),
    }
