"""Addresses of this part."""

from django.urls import URLPattern, URLResolver, path

from lindung.portals.employer.scope import own_desk
from lindung.portals.employer.views import (
    account,
    arrears,
    bills,
    death,
    home,
    letters,
    login_codes,
    micro,
    pmi,
    profile,
    project_people,
    projects,
    replies,
    tokens,
    workers,
)
from lindung.portals.reporting.routes import routes

app_name = "employer"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    *routes(own_desk),
    # bills and money
    path("tagihan/", bills.listing, name="bills"),
    path("tagihan/<str:code>/", bills.bill, name="bill"),
    path("tagihan/<str:code>/keadaan/", bills.state, name="bill_state"),
    path("tagihan/<str:code>/cetak/", bills.sheet, name="bill_sheet"),
    path("tagihan/<str:code>/pekerja/", bills.workers, name="bill_lines"),
    path("tagihan/<str:code>/pekerja/unduh/", bills.download, name="bill_file"),
    path("rekening/", account.statement, name="account"),
    path("rekening/<str:month>/", account.month, name="account_month"),
    path("rekening/<str:month>/unduh/", account.month_file, name="account_file"),
    path("tunggakan/", arrears.arrears, name="arrears"),
    path("tunggakan/pekerja.csv", arrears.download, name="arrears_file"),
    path("tunggakan/angsuran/", arrears.plan, name="arrears_plan"),
    path("tunggakan/sanggahan/", arrears.object_to, name="arrears_object"),
    path("tunggakan/pemeriksaan/<int:case_id>/", arrears.answer, name="arrears_answer"),
    path("penerimaan/", account.receipts, name="receipts"),
    path("penerimaan/<int:receipt_id>/", account.receipt, name="receipt"),
    # construction projects
    path("proyek/", projects.listing, name="projects"),
    path("proyek/baru/", projects.register, name="project_new"),
    path("proyek/<int:project_id>/", projects.show, name="project"),
    path("proyek/<int:project_id>/kode/", projects.order, name="project_order"),
    path("proyek/<int:project_id>/adendum/", projects.addendum, name="project_addendum"),
    path("proyek/<int:project_id>/berkas/", projects.hand_in, name="project_papers"),
    path("proyek/<int:project_id>/berkas/<int:paper_id>/", projects.paper, name="project_paper"),
    path("proyek/<int:project_id>/pekerja/", project_people.workers, name="project_workers"),
    path("proyek/<int:project_id>/pekerja/<int:worker_id>/", project_people.worker, name="project_worker"),
    path("proyek/<int:project_id>/pekerja/<int:worker_id>/upah/", project_people.wage, name="project_wage"),
    path("proyek/kode/<str:code>/", projects.code, name="project_code"),
    path("proyek/<int:project_id>/sertifikat.pdf", projects.certificate, name="project_certificate"),
    # workers
    path("pekerja/", workers.listing, name="workers"),
    path("pekerja/login/", login_codes.listing, name="login_codes"),
    path("usaha-mikro/", micro.enrol, name="micro"),
    path("usaha-mikro/kode/<str:code>/", micro.order, name="micro_order"),
    path("pekerja-migran/", pmi.listing, name="pmi_list"),
    path("pekerja-migran/baru/", pmi.register, name="pmi_new"),
    path("pekerja-migran/<int:placement_id>/", pmi.show, name="pmi"),
    path("pekerja-migran/pesanan/<str:code>/", pmi.order, name="pmi_order"),
    path("tanggapan/", replies.listing, name="replies"),
    path("tanggapan/berhenti/<int:notice_id>/", replies.exit_notice, name="exit_notice"),
    path("tanggapan/sanggahan/<int:dispute_id>/", replies.dispute, name="dispute"),
    path("meninggal/", death.report, name="death"),
    # the firm
    path("surat/", letters.listing, name="messages"),
    path("surat/<int:message_id>/dibaca/", letters.read, name="message_read"),
    path("profil/", profile.profile, name="profile"),
    path("kunci/", tokens.tokens, name="tokens"),
    path("kunci/<int:token_id>/cabut/", tokens.revoke, name="revoke_token"),
]
