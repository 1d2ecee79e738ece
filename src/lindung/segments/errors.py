"""What orders and the segments that pay for themselves refuse, in both languages."""

from lindung.base.errors import Refused


class SegmentRefused(Refused):
    """A request about an order or a registration that cannot be done."""

    MESSAGES = {
        "self_nik": (
            "NIK dan tanggal lahir tidak cocok. Tulis seperti pada KTP; bila KTP memang berbeda, datanglah ke kantor.",
            "NIK and birth date do not agree. Write them as on the identity card; if it differs, come to an office.",
        ),
        "self_counter": (
            "Pendaftaran ini tidak dapat diselesaikan di sini. Bila sudah pernah terdaftar, perpanjang dengan kode"
            " iuran terdahulu atau masuk; selain itu datanglah ke kantor dengan KTP.",
            "This registration cannot be completed here. If you were registered before, renew with your last code or"
            " sign in; otherwise come to an office with your identity card.",
        ),
        "self_code": (
            "Kode iuran dan tanggal lahir ini tidak ditemukan bersama.",
            "This payment code and birth date were not found together.",
        ),
        "no_office": (
            "Kabupaten atau kota ini belum dilayani kantor mana pun.",
            "This regency or city is not served by any office yet.",
        ),
        "no_order": ("Kode iuran {order} tidak ditemukan.", "There is no order {order}."),
        "key_taken": (
            "Permintaan ini sudah dipakai untuk pesanan lain ({order}).",
            "This request was already used for another order ({order}).",
        ),
        "nothing_to_pay": ("Tidak ada yang harus dibayar.", "There is nothing to pay."),
        "counter_order": ("Uang tidak diterima. {why}", "The money was not taken. {why}"),
        "order_ended": (
            "Pesanan {order} sudah lunas; tidak dapat dibatalkan.",
            "Order {order} is paid; it cannot be cancelled.",
        ),
        "not_registered": (
            "Orang ini belum terdaftar sebagai bukan penerima upah.",
            "This person is not registered as a non-wage earner.",
        ),
        "may_not_join": ("Belum dapat mendaftar: {why}.", "Cannot register: {why}."),
        "no_arrears": (
            "{name} tidak meninggalkan bulan iuran yang harus dilunasi.",
            "{name} left no month of contributions to be paid.",
        ),
        "too_late": (
            "Iuran {name} terhenti lebih dari {most} bulan sebelum meninggal; melunasinya tidak lagi membuka santunan.",
            "{name} had not paid for more than {most} months before he died; paying them opens no benefit any more.",
        ),
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
        "not_micro": (
            "{name} bukan usaha mikro. Pekerja dilaporkan lewat laporan upah.",
            "{name} is no micro-enterprise. Its workers are reported by wage reports.",
        ),
        "no_nib": ("NIB {name} belum tercatat.", "The business number (NIB) of {name} is not recorded yet."),
        "helper_missing": ("Isi sedikitnya satu pekerja.", "Give at least one worker."),
        "owner_helps": (
            "Pemilik tidak dapat didaftarkan sebagai pekerjanya sendiri.",
            "The owner cannot be registered as his own worker.",
        ),
        "country_missing": ("Isi negara tujuan.", "Name the country."),
        "contract_missing": ("Isi nomor perjanjian kerja.", "Enter the number of the contract."),
        "contract_range": (
            "Lama perjanjian 1 sampai {most} bulan, perpanjangan termasuk.",
            "A contract lasts 1 to {most} months, extensions included.",
        ),
        "jht_choice": ("Iuran JHT yang dapat dipilih: {choices}.", "JHT contributions to choose from: {choices}."),
        "pmi_too_early": (
            "Pada {day} belum ada aturannya dalam jaminan sosial pekerja migran.",
            "On {day} the social security of migrant workers had no rule for this.",
        ),
        "pmi_otherwise": (
            "Perjanjian {contract} atas nama {name} sudah tercatat dengan data lain.",
            "Contract {contract} of {name} is already recorded with other facts.",
        ),
        "pmi_running": (
            "{name} masih terikat perjanjian {contract}. Catat dulu kepulangannya atau kegagalannya.",
            "{name} is still under contract {contract}. Record the return or the failed departure first.",
        ),
        "no_placement": ("Penempatan tidak ditemukan.", "There is no such placement."),
        "pmi_payers": (
            "Satu pesanan hanya untuk pekerja satu P3MI di satu kantor, atau satu pekerja perseorangan.",
            "One order is for workers of one P3MI at one office, or for one individual worker.",
        ),
        "no_part": ("Pilih bagian iuran yang dibayar.", "Choose the parts to pay."),
        "part_range": ("Isi jumlah bulan, 1 sampai {most}.", "Give the number of months, 1 to {most}."),
        "part_paid": ("Bagian {part} untuk {name} sudah lunas.", "The part {part} of {name} is already paid."),
        "part_missing": (
            "Untuk {name} bagian sebelumnya belum lunas.",
            "For {name} the part before is not paid yet.",
        ),
        "no_jht": ("{name} tidak memilih JHT.", "{name} has not chosen JHT."),
        "pmi_ended": ("Penempatan {name} sudah berakhir.", "The placement of {name} has ended."),
        "pmi_step": (
            "Langkah ini belum atau tidak berlaku bagi {name}, atau tanggalnya terlalu awal.",
            "This step does not hold for {name} now, or its day is too early.",
        ),
        "pmi_unpaid": (
            "Iuran selama bekerja untuk {name} belum lunas; keberangkatan belum dapat dicatat.",
            "The contribution for work of {name} is not paid; the departure cannot be recorded yet.",
        ),
        "pmi_said": (
            "Untuk {name} langkah ini sudah tercatat pada {day}.",
            "For {name} this step is already recorded on {day}.",
        ),
        "future_day": ("Tanggal {day} belum terjadi.", "The date {day} is in the future."),
        "no_project": ("Proyek tidak ditemukan.", "There is no such project."),
        "no_employer": ("Pemberi kerja tidak ditemukan.", "There is no such employer."),
        "project_text": (
            "Isi nama proyek, pemiliknya, dan nomor surat perintah kerja.",
            "Give the project's name, its owner and the number of the work order.",
        ),
        "project_funding": ("Pilih sumber dana proyek.", "Choose the source of the project's funds."),
        "no_district": (
            "Kabupaten atau kota dengan kode “{district}” tidak dikenal.",
            "There is no regency or city with the code “{district}”.",
        ),
        "project_basis": (
            "Pilih dasar iuran: nilai kontrak atau upah pekerja.",
            "Choose the base of the contribution: the contract value or the wages of the workers.",
        ),
        "instalments_wages": (
            "Iuran menurut upah dibayar tiap bulan, bukan dengan angsuran.",
            "A contribution by wages is paid month by month, not in instalments.",
        ),
        "wages_nobody": (
            "Isi dahulu daftar pekerja dengan upahnya.",
            "List the workers with their wages first.",
        ),
        "worker_wage": (
            "Isi upah {name}: sebulan, atau sehari bila dibayar harian, paling banyak Rp10 miliar.",
            "Give the wage of {name}: a month's, or a day's where paid by the day, at most Rp10 billion.",
        ),
        "wage_basis": (
            "Proyek ini tidak ditagih menurut upah pekerjanya.",
            "This project is not billed by the wages of its workers.",
        ),
        "wage_months": (
            "{name} ada di proyek ini dari {first} sampai {last}; pilih bulan di antaranya.",
            "{name} is on this project from {first} to {last}; choose months between them.",
        ),
        "wage_same": (
            "Upah {name} sudah tercatat seperti itu.",
            "The wage of {name} is recorded like that already.",
        ),
        "paper_kind": ("Pilih jenis berkasnya.", "Choose what kind of paper it is."),
        "no_file": ("Berkas tidak ditemukan.", "There is no such file."),
        "work_order_future": (
            "Tanggal surat perintah kerja {day} belum terjadi.",
            "The day of the work order {day} is in the future.",
        ),
        "project_days": (
            "Proyek tidak dapat selesai sebelum dimulai.",
            "The project cannot end before it starts.",
        ),
        "value_range": (
            "Nilai kontrak harus antara Rp1 dan Rp100 triliun.",
            "The contract value must be between Rp1 and Rp100 trillion.",
        ),
        "vat_range": ("PPN antara nol dan nilai kontrak.", "The VAT is between zero and the contract value."),
        "maintenance_range": ("Masa pemeliharaan 0 sampai {most} bulan.", "Maintenance lasts 0 to {most} months."),
        "workers_range": ("Banyak pekerja 0 sampai {most}.", "The number of workers is 0 to {most}."),
        "instalments_range": ("Banyak angsuran 1 sampai {most}.", "There are 1 to {most} instalments."),
        "instalments_small": (
            "Iurannya terlalu kecil untuk dibagi menjadi angsuran sebanyak itu.",
            "The contribution is too small for so many instalments.",
        ),
        "project_otherwise": (
            "Surat perintah kerja {work_order} sudah terdaftar untuk {name} dengan data lain. Catat sebagai adendum.",
            "Work order {work_order} is already registered for {name} with other facts. Record an addendum.",
        ),
        "not_paid_yet": (
            "Sertifikat {name} terbit sesudah pembayaran pertama.",
            "The certificate of {name} is issued after the first payment.",
        ),
        "project_paid": ("Semua iuran proyek ini sudah lunas.", "All contributions of this project are paid."),
        "list_empty": ("Daftar pekerja kosong.", "The list of workers is empty."),
        "list_long": (
            "Daftar paling banyak {most} baris. Bagi menjadi beberapa berkas.",
            "A list has at most {most} rows. Divide it into several files.",
        ),
        "worker_nik": ("NIK “{nik}” tidak sah: harus 16 angka.", "NIK “{nik}” is not valid: it has 16 digits."),
        "worker_name": ("Nama pekerja kosong.", "The worker's name is missing."),
        "worker_job": ("Isi pekerjaan {name} di proyek.", "Say what work {name} does on the project."),
        "worker_born": (
            "Tanggal lahir {name} tidak sebelum hari pertamanya bekerja.",
            "The birth date of {name} is not before the first day of work.",
        ),
        "worker_other": (
            "NIK {nik} terdaftar dengan tanggal lahir lain. Periksa NIK dan tanggal lahir {name}.",
            "NIK {nik} is registered with another birth date. Check the NIK and birth date of {name}.",
        ),
        "worker_days": (
            "Hari pertama {name} harus antara {first} dan {last}.",
            "The first day of {name} must be between {first} and {last}.",
        ),
        "worker_last": (
            "Hari terakhir {name} harus sesudah hari pertamanya dan paling lambat {last}.",
            "The last day of {name} must be after the first and {last} at the latest.",
        ),
        "worker_twice": (
            "{name} sudah ada di daftar proyek ini pada hari yang sama.",
            "{name} is already on this project's list on the same days.",
        ),
        "no_worker": ("Baris daftar pekerja tidak ditemukan.", "There is no such row of the list."),
        "worker_ended": (
            "{name} sudah tercatat sampai {last}.",
            "{name} is already recorded until {last}.",
        ),
        "swap_days": (
            "{name} mulai sesudah hari terakhir yang digantikan.",
            "{name} must start after the last day of the person replaced.",
        ),
        "swap_twice": ("{name} sudah digantikan {other}.", "{name} was already replaced by {other}."),
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
    "CREDITED": (
        "Koreksi upah membuat iuran yang sudah lunas menjadi lebih kecil; selisihnya dapat dikembalikan.",
        "A corrected wage made a paid contribution smaller; the difference can be given back.",
    ),
    "LESS": ("Jumlahnya kurang dari pesanan.", "The amount is less than the order."),
    "MORE": ("Jumlahnya lebih dari pesanan.", "The amount is more than the order."),
    "DIED": ("Peserta meninggal sebelum uang diterima.", "The member died before the money came."),
    "MONTH_PAID": (
        "Ada bulan yang sudah lunas dengan pesanan lain.",
        "One of its months was already paid by another order.",
    ),
}
"""Why money with the code of an order waits in suspense."""
