"""What employers are told of what they owe and of their standing, and the workers whom that frees."""

from lindung.notices.templates.template import Template

TEMPLATES: dict[str, Template] = {
    "arrears_reminder": Template(
        "Peringatan tunggakan iuran",
        "Reminder of contributions in arrears",
        "Pokok {amount:rp} sudah lewat jatuh tempo. Bayar, ajukan angsuran, atau sanggah di halaman Tunggakan paling"
        " lambat {due:day}. Nomor perkara {number}. Hak pekerja Anda tidak tertahan.",
        "Principal of {amount:rp} is past its due date. Pay, propose instalments or object on the page Arrears by"
        " {due:day}. Case {number}. Your workers' rights are not held up.",
        "warn",
    ),
    "collection_step": Template(
        "Perkara {number}: {step}",
        "Case {number}: {step}",
        "Yang perlu Anda lakukan ada di halaman Tunggakan; waktu menjawab sampai {due:day}.",
        "What you need to do is on the page Arrears; time to answer until {due:day}.",
        "warn",
    ),
    "employer_closed": Template(
        "Perusahaan Anda tercatat tutup",
        "Your firm is recorded as closed",
        "Hari terakhir bekerja {day:day}. Kepesertaan pekerja yang masih berjalan berakhir pada hari itu, dan laporan"
        " upah sesudahnya tidak lagi diminta. Iuran dan denda yang belum dibayar tetap ditagih. Keliru? Hubungi kantor"
        " cabang dengan nomor perkara {number}.",
        "The last working day was {day:day}. Cover of workers that still ran ends on that day, and no wage report is"
        " asked for after it. Contributions and penalties not paid are still collected. Wrong? Contact the branch with"
        " case number {number}.",
        "warn",
    ),
    "closure_refused": Template(
        "Usulan menutup perusahaan Anda tidak disetujui",
        "The proposal to close your firm down was declined",
        "Alasannya: {reason}. Perusahaan tetap tercatat beroperasi: laporan upah dan iuran tetap diminta, dan pekerja"
        " Anda tetap terlindungi. Memang sudah tutup? Bawa buktinya ke kantor cabang dengan nomor perkara {number}.",
        "The reason: {reason}. The firm stays on record as working: wage reports and contributions are still asked for,"
        " and your workers stay covered. Closed all the same? Bring the proof to the branch with case number {number}.",
        "warn",
    ),
    "plan_decided": Template(
        "Usulan angsuran Anda {result}",
        "Your instalment proposal was {result}",
        "Keterangan: {reason}.",
        "Note: {reason}.",
    ),
    "employer_inactive": Template(
        "Perusahaan Anda tercatat tidak beroperasi",
        "Your firm is recorded as not working",
        "Sejak {day:day} tidak ada iuran baru yang dihitung dan kepesertaan {workers:n} pekerja berakhir. Iuran dan"
        " denda sebelumnya tetap ditagih. Masih atau kembali beroperasi? Hubungi kantor cabang dengan nomor perkara"
        " {number}.",
        "Since {day:day} no new contributions are charged and the cover of {workers:n} workers has ended. Contributions"
        " and penalties of before are still collected. Working still, or again? Contact the branch with case number"
        " {number}.",
        "warn",
    ),
    "employer_active": Template(
        "Perusahaan Anda tercatat beroperasi lagi",
        "Your firm is recorded as working again",
        "Berlaku sejak {day:day}. Pekerja yang kepesertaannya sudah berakhir tidak kembali sendiri: daftarkan mereka"
        " lagi dalam laporan upah bulan ini supaya terlindungi. Nomor perkara {number}.",
        "It holds from {day:day}. Workers whose cover has ended do not come back by themselves: register them again in"
        " this month's wage report so that they are covered. Case {number}.",
        "ok",
    ),
    "freed_inactive": Template(
        "Perlindungan Anda melalui {employer} berakhir {day:day}",
        "Your cover through {employer} ended on {day:day}",
        "Perusahaan itu tercatat tidak beroperasi lagi. Bekerja di tempat lain? Minta perusahaan itu melaporkan Anda."
        " Bekerja sendiri? Bayar di halaman Bayar iuran. Masih bekerja di sana? Sanggah di halaman Pekerjaan. Saldo dan"
        " hak Anda atas iuran sebelumnya tidak hilang.",
        "The firm is recorded as not working any more. Working elsewhere? Ask that firm to report you. Working for"
        " yourself? Pay on the page Pay contributions. Still working there? Dispute it on the page Employment. Your"
        " savings and what earlier contributions gave you are not lost.",
        "warn",
    ),
    "freed_closed": Template(
        "Perlindungan Anda melalui {employer} berakhir {day:day}",
        "Your cover through {employer} ended on {day:day}",
        "Perusahaan itu tercatat tutup. Bekerja di tempat lain? Minta perusahaan itu melaporkan Anda. Bekerja sendiri?"
        " Bayar di halaman Bayar iuran. Masih bekerja di sana? Sanggah di halaman Pekerjaan. Saldo dan hak Anda atas"
        " iuran sebelumnya tidak hilang.",
        "The firm is recorded as closed. Working elsewhere? Ask that firm to report you. Working for yourself? Pay on"
        " the page Pay contributions. Still working there? Dispute it on the page Employment. Your savings and what"
        " earlier contributions gave you are not lost.",
        "warn",
    ),
}
