"""What those who pay for themselves, or for whom sponsors pay, are told; and sponsors and branches."""

from lindung.notices.templates.template import Template

TEMPLATES: dict[str, Template] = {
    "bpu_due": Template(
        "Iuran Anda lunas sampai {day:day}",
        "You are paid up to {day:day}",
        "Bayar bulan berikutnya di halaman Bayar iuran, atau di bank dengan kode iuran, supaya perlindungan tidak"
        " terputus.",
        "Pay the next month on the page Pay contributions, or at a bank with a payment code, so that cover goes on.",
    ),
    "bpu_lapse": Template(
        "Perlindungan Anda berakhir {day:day}",
        "Your cover ends on {day:day}",
        "Iuran belum dibayar sejak {month:month}. Bila belum dibayar sampai {day:day}, kepesertaan gugur. Buka halaman"
        " Bayar iuran.",
        "Nothing has been paid since {month:month}. If nothing is paid by {day:day}, membership lapses. Open the page"
        " Pay contributions.",
        "warn",
    ),
    "bpu_lapsed": Template(
        "Kepesertaan Anda gugur sejak {day:day}",
        "Your membership lapsed on {day:day}",
        "Kecelakaan kerja dan kematian sesudah tanggal itu tidak dijamin. Anda dapat aktif kembali kapan saja dengan"
        " membayar iuran bulan ini.",
        "Work accidents and deaths after that day are not covered. You can return at any time by paying this month.",
        "bad",
    ),
    "sponsored": Template(
        "Anda dilindungi, dibiayai {sponsor}",
        "You are covered, paid for by {sponsor}",
        "Mulai {day:day} kecelakaan kerja dan kematian Anda dijamin. Iurannya dibayar {sponsor}; Anda tidak membayar.",
        "From {day:day} work accidents and death are covered. {sponsor} pays the contributions; you pay nothing.",
        "ok",
    ),
    "sponsor_offer": Template(
        "Pembiayaan oleh {sponsor} berakhir",
        "{sponsor} stops paying for you",
        "Mulai {month:month} iuran tidak lagi dibayar {sponsor}. Anda dapat melanjutkan sendiri: bayar {amount:rp}"
        " dengan kode iuran {code} paling lambat {day:day}. Bila tidak, tidak ada yang ditagih.",
        "From {month:month} {sponsor} no longer pays. You can go on by yourself: pay {amount:rp} with payment code"
        " {code} by {day:day}. If you do not, nothing is owed.",
        "warn",
    ),
    "sponsor_budget_ends": Template(
        "Anggaran {agreement} cukup sampai {day:day}",
        "The budget of {agreement} lasts until {day:day}",
        "Tersisa {left:rp}; iuran {people:n} orang {cost:rp} sebulan. Usulkan perpanjangan di halaman perjanjian, atau"
        " biarkan peserta meneruskan sendiri.",
        "{left:rp} are left; {people:n} people cost {cost:rp} a month. Propose a renewal on the agreement's page, or"
        " let the people go on by themselves.",
        "warn",
    ),
    "branch_budget_ends": Template(
        "Anggaran {sponsor} cukup sampai {day:day}",
        "The budget of {sponsor} lasts until {day:day}",
        "Perjanjian {agreement}: tersisa {left:rp}; iuran {people:n} orang {cost:rp} sebulan. Hubungi sponsor tentang"
        " anggaran berikutnya atau siapkan penawaran meneruskan sendiri.",
        "Agreement {agreement}: {left:rp} are left; {people:n} people cost {cost:rp} a month. Ask the sponsor about the"
        " next budget, or prepare the offers to go on alone.",
        "warn",
    ),
    "sponsor_list_answered": Template(
        "Daftar {name}: {done:n} masuk, {refused:n} ditolak",
        "List {name}: {done:n} taken, {refused:n} refused",
        "Dari {rows:n} baris, {already:n} sudah ada dalam daftar {agreement}. Alasan setiap penolakan ada di halaman"
        " daftar itu.",
        "Of {rows:n} rows, {already:n} were on the list of {agreement} already. The reason of each refusal is on the"
        " list's page.",
    ),
    "sponsor_proposal": Template(
        "{sponsor} mengusulkan {what}",
        "{sponsor} proposes {what}",
        "Perjanjian {agreement}. Jawab usulan itu di halaman Sponsor.",
        "Agreement {agreement}. Answer the proposal on the page Sponsors.",
        "warn",
    ),
    "sponsor_proposal_answered": Template(
        "Usulan Anda {result}",
        "Your proposal was {result}",
        "Perjanjian {agreement}: {what}. Jawaban kantor: {answer}.",
        "Agreement {agreement}: {what}. The branch's answer: {answer}.",
    ),
    "order_paid": Template(
        "Iuran {amount:rp} diterima",
        "Contribution of {amount:rp} received",
        "Kode iuran {code} lunas pada {day:day}.",
        "Payment code {code} was paid on {day:day}.",
        "ok",
    ),
    "dormant_account": Template(
        "Saldo JHT Anda {amount:rp} menunggu Anda",
        "Your old-age savings of {amount:rp} wait for you",
        "Sejak {day:day} tidak ada iuran atau pembayaran pada rekening JHT Anda; saldonya tetap berkembang. Periksa"
        " data Anda, ajukan klaim, atau teruskan di tempat kerja baru.",
        "Since {day:day} your old-age savings had no contribution or payment; they go on earning. Check your data,"
        " claim them, or go on with a new employer.",
    ),
    "cards_merged": Template(
        "Kartu {kpj} digabungkan dengan catatan Anda",
        "Card {kpj} was joined to your record",
        "Nomor, masa kepesertaan, dan saldo kartu itu sekarang ada pada catatan Anda.",
        "The number, periods of cover and balance of that card are now on your record.",
        "ok",
    ),
    "cards_declined": Template(
        "Kartu {kpj} tidak digabungkan",
        "Card {kpj} was not joined",
        "Jawaban petugas: {answer}.",
        "The officer's answer: {answer}.",
    ),
    "data_proposed": Template(
        "Data Anda diusulkan dibetulkan",
        "A correction of your data was proposed",
        "Petugas mengusulkan membetulkan {what}. Belum ada yang berubah; putusan diambil petugas lain. Bukan permintaan"
        " Anda? Hubungi kantor cabang.",
        "An officer proposed to correct {what}. Nothing has changed yet; another officer decides. Not what you asked"
        " for? Tell your branch.",
        "warn",
    ),
    "data_changed": Template(
        "Data Anda dibetulkan",
        "Your data were corrected",
        "Yang dibetulkan: {what}. Data lama dan alasannya ada di halaman Profil. Keliru? Minta dibetulkan di sana.",
        "Corrected: {what}. The old value and the reason are on the page Profile. Wrong? Ask for a correction there.",
        "ok",
    ),
    "data_declined": Template(
        "Data Anda tidak diubah",
        "Your data were not changed",
        "Permintaan atau usulan membetulkan {what} tidak dijalankan. Jawaban petugas: {answer}.",
        "The request or proposal to correct {what} was not carried out. The officer's answer: {answer}.",
    ),
}
