"""Addresses of this part."""

from django.urls import URLPattern, URLResolver, path

from lindung.portals.staff.views import case, decision, employers, home, payouts, people, runs

app_name = "staff"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("pekerjaan/", home.queue, name="queue"),
    path("pekerjaan/ambil/", home.take_next, name="take_next"),
    path("klaim/<str:number>/", case.workspace, name="case"),
    path("klaim/<str:number>/ambil/", case.take, name="case_take"),
    path("klaim/<str:number>/catatan/", case.note, name="case_note"),
    path("klaim/<str:number>/lengkap/", case.complete, name="case_complete"),
    path("klaim/<str:number>/minta-dokumen/", case.ask, name="case_ask"),
    path("klaim/<str:number>/pihak-ketiga/", case.third, name="case_third"),
    path("klaim/<str:number>/dokumen/<str:code>/", case.document, name="document"),
    path("klaim/<str:number>/keberatan/<int:appeal_id>/", case.answer_appeal, name="appeal"),
    path("klaim/<str:number>/putusan/", decision.composer, name="compose"),
    path("putusan/<int:decision_id>/", decision.show, name="decision"),
    path("putusan/<int:decision_id>/setujui/", decision.approve, name="decision_approve"),
    path("putusan/<int:decision_id>/kembalikan/", decision.send_back, name="decision_send_back"),
    path("putusan/<int:decision_id>/surat.pdf", decision.letter, name="decision_letter"),
    path("berkas/<int:file_id>/", case.stored_file, name="file"),
    path("pembayaran/", payouts.listing, name="payouts"),
    path("pembayaran/susun/", payouts.make, name="payout_make"),
    path("pembayaran/jawaban/", payouts.answers, name="payout_answers"),
    path("pembayaran/perintah/<int:order_id>/ulang/", payouts.retry, name="payout_retry"),
    path("pembayaran/perintah/<int:order_id>/jamin/", payouts.vouch, name="payout_vouch"),
    path("pembayaran/<str:number>/", payouts.batch, name="payout"),
    path("pembayaran/<str:number>/lepas/", payouts.release, name="payout_release"),
    path("pembayaran/<str:number>/berkas.csv", payouts.bank_file, name="payout_file"),
    path("orang/", people.search, name="people"),
    path("orang/<int:person_id>/", people.show, name="person"),
    path("orang/<int:person_id>/gabung/<int:other_id>/", people.merge, name="merge"),
    path("orang/<int:person_id>/pisah/<int:merge_id>/", people.unmerge, name="unmerge"),
    path("perusahaan/", employers.listing, name="employers"),
    path("perusahaan/baru/", employers.register, name="employer_new"),
    path("perusahaan/<int:employer_id>/", employers.show, name="employer"),
    path("tagihan/<str:code>/", employers.bill, name="bill"),
    path("pekerjaan-latar/", runs.listing, name="runs"),
    path("pekerjaan-latar/<int:run_id>/", runs.show, name="run"),
    path("pekerjaan-latar/<int:run_id>/ulang/", runs.retry, name="run_retry"),
]
