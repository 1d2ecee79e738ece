"""What sponsors, agreements and lists refuse, in both languages."""

from lindung.base.errors import Refused


class ReachRefused(Refused):
    """A request about a sponsor, an agreement or a list that cannot be done."""

    MESSAGES = {
        "no_sponsor": ("Sponsor tidak ditemukan.", "There is no such sponsor."),
        "no_agreement": ("Perjanjian tidak ditemukan.", "There is no such agreement."),
        "no_beneficiary": ("Orang ini tidak ada dalam daftar perjanjian.", "This person is not on the list."),
        "code_missing": ("Isi kode sponsor.", "Enter a code for the sponsor."),
        "name_missing": ("Isi nama sponsor.", "Enter the sponsor's name."),
        "kind": ("Jenis “{value}” tidak dikenal.", "The kind “{value}” is not known."),
        "district": ("Kabupaten atau kota “{value}” tidak dikenal.", "The district “{value}” is not known."),
        "sponsor_otherwise": (
            "Kode {taken} sudah dipakai {name} dengan data lain.",
            "Code {taken} is already used by {name} with other facts.",
        ),
        "number_missing": ("Isi nomor perjanjian.", "Enter the number of the agreement."),
        "basis_missing": ("Isi dasar hukum perjanjian.", "Enter the legal basis of the agreement."),
        "months": (
            "Bulan terakhir harus sama dengan atau sesudah bulan pertama.",
            "The last month must not be before the first.",
        ),
        "not_a_month": (
            "Bulan ditulis sebagai tanggal 1 bulan itu, bukan {day}.",
            "A month is given as its first day, not {day}.",
        ),
        "signed_in_future": ("Tanggal perjanjian {day} belum terjadi.", "The agreement's day {day} is in the future."),
        "too_early": (
            "Untuk {month} belum ada aturan iurannya.",
            "For {month} the law has no contribution yet.",
        ),
        "risk_group": ("Kelompok risiko 1 sampai 5.", "The risk group is 1 to 5."),
        "income_range": (
            "Penghasilan harus antara Rp0 dan Rp10.000.000.000.",
            "The income must be between Rp0 and Rp10,000,000,000.",
        ),
        "agreement_otherwise": (
            "Perjanjian {number} sudah tercatat dengan isi lain.",
            "Agreement {number} is already recorded with other contents.",
        ),
        "amount_positive": ("Jumlah anggaran harus lebih dari Rp0.", "A budget must be more than Rp0."),
        "key_taken": ("Permintaan ini sudah dipakai untuk hal lain.", "This request was already used for another one."),
        "outside_agreement": (
            "Perjanjian berlaku {first} sampai {last}.",
            "The agreement holds from {first} to {last}.",
        ),
        "mixed_funding": (
            "Anggaran negara dan dana lain dipisahkan dalam perjanjian sendiri, karena keringanan iurannya berbeda.",
            "State money and other money go into agreements of their own, because their reliefs differ.",
        ),
        "shorter": ("Perjanjian hanya dapat diperpanjang, bukan dipendekkan.", "An agreement can only be made longer."),
        "list_empty": ("Daftar tidak berisi orang.", "The list names nobody."),
        "list_long": ("Satu daftar paling banyak {most} orang.", "A list names at most {most} people."),
        "list_name": ("Isi nama daftar.", "Name the list."),
        "row_nik": ("NIK “{nik}” harus 16 angka.", "The NIK “{nik}” must have 16 digits."),
        "row_name": ("Nama kosong.", "The name is missing."),
        "row_job": ("Pekerjaan {name} kosong.", "The job of {name} is missing."),
        "row_birth": ("Tanggal lahir {name} tidak mungkin.", "The birth date of {name} is impossible."),
        "row_district": (
            "Kabupaten atau kota {name} tidak dikenal: “{value}”.",
            "The district of {name} is not known: “{value}”.",
        ),
        "row_wage": ("Isi upah {name}.", "Give the wage of {name}."),
        "row_twice": (
            "{name} muncul lebih dari sekali; baris {first} yang dipakai.",
            "{name} appears more than once; row {first} counts.",
        ),
        "row_other_person": (
            "NIK {nik} terdaftar dengan tanggal lahir lain.",
            "NIK {nik} is registered with another birth date.",
        ),
        "row_dead": ("{name} tercatat meninggal {day}.", "{name} is recorded as having died on {day}."),
        "row_age": (
            "{name} tidak dapat didaftarkan: {why}.",
            "{name} cannot be registered: {why}.",
        ),
        "row_other_list": (
            "{name} sudah dibiayai {sponsor} ({agreement}).",
            "{name} is already paid for by {sponsor} ({agreement}).",
        ),
        "row_other_months": (
            "{name} sudah ada di daftar ini untuk bulan lain ({first} sampai {last}).",
            "{name} is already on this list for other months ({first} to {last}).",
        ),
        "row_covered_pu": (
            "{name} sudah penerima upah di {employer} sejak {day}.",
            "{name} has been a wage earner at {employer} since {day}.",
        ),
        "row_covered_bpu": (
            "{name} sudah peserta mandiri (BPU) sejak {day}.",
            "{name} has paid for himself (BPU) since {day}.",
        ),
        "row_covered_pmi": (
            "{name} sudah terlindungi sebagai pekerja migran sejak {day}.",
            "{name} has been covered as a migrant worker since {day}.",
        ),
        "row_covered_jakon": (
            "{name} sudah terlindungi dalam proyek {employer} sejak {day}.",
            "{name} has been covered in a project of {employer} since {day}.",
        ),
        "end_reason": ("Alasan “{value}” tidak dikenal.", "The reason “{value}” is not known."),
        "already_ended": (
            "{name} sudah berakhir {month} dengan alasan lain.",
            "{name} already ended in {month} for another reason.",
        ),
        "end_early": (
            "{name} baru mulai {month}; pakai alasan salah didaftarkan.",
            "{name} only starts in {month}; say that it was a mistake.",
        ),
        "merge_sponsored": (
            "Keduanya dibiayai untuk bulan yang sama: {one} ({one_agreement}) dan {other} ({other_agreement}) sejak"
            " {month}. Akhiri dahulu yang keliru.",
            "Both records are sponsored for the same months: by {one} ({one_agreement}) and {other} ({other_agreement})"
            " from {month}. End the wrong one first.",
        ),
        "month_ordered": (
            "Bulan {month} bagi {name} sudah dipesan. Batalkan dulu pesanan {order}.",
            "Month {month} of {name} is on order {order}. Cancel that first.",
        ),
        "month_paid": (
            "Bulan {month} bagi {name} sudah lunas.",
            "Month {month} of {name} is already paid.",
        ),
        "months_range": ("Bulan yang dipesan: 1 sampai {most}.", "Months to order: 1 to {most}."),
        "nobody": ("Tidak ada orang dalam daftar untuk bulan itu.", "Nobody is on the list for that month."),
        "nothing_due": (
            "Semua orang dalam daftar untuk bulan itu sudah dipesan atau lunas.",
            "Everybody on the list for that month is ordered or paid already.",
        ),
        "no_budget": (
            "Tidak ada anggaran untuk {month}. Tambahkan baris anggaran dahulu.",
            "There is no budget for {month}. Add a budget line first.",
        ),
        "budget_short": (
            "Anggaran {month} kurang {missing}: perlu {needed}, tersisa {left}.",
            "The budget of {month} lacks {missing}: {needed} needed, {left} left.",
        ),
        "no_proposal": ("Usulan tidak ditemukan.", "There is no such proposal."),
        "proposal_open": (
            "Masih ada usulan sejenis yang menunggu jawaban kantor cabang.",
            "A proposal of this kind still waits for the branch's answer.",
        ),
        "proposal_closed": (
            "Usulan ini sudah dijawab atau ditarik.",
            "This proposal has been answered or withdrawn.",
        ),
        "answer_missing": ("Tulis alasan penolakan.", "Give the reason for declining."),
        "same_person": (
            "Usulan dijawab oleh orang lain daripada yang mengusulkan.",
            "A proposal is answered by somebody other than who made it.",
        ),
        "nobody_ends": (
            "Belum ada orang yang biayanya berakhir.",
            "Nobody's money ends yet.",
        ),
        "no_handover": (
            "Pegawai non-ASN tidak beralih membayar sendiri; unitnya mendaftarkan mereka sebagai pemberi kerja.",
            "Non-civil-servants do not go on by themselves; their unit registers them as an employer.",
        ),
        "row_fields": (
            "Harus ada NIK, nama, tanggal lahir, pekerjaan; bila perlu kabupaten atau kota, upah, dan unit.",
            "There must be NIK, name, birth date, job; where needed district, wage and unit.",
        ),
    }
