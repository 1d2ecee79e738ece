"""Addresses of this part."""

from django.urls import URLPattern, URLResolver, path

from lindung.portals.member.views import account, cards, claim, death, employment, home, identity, migrant, pay, profile

app_name = "member"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("rekening/", account.account, name="account"),
    path("rekening/csv/", account.account_csv, name="account_csv"),
    path("rekening/surat/", account.statement, name="statement"),
    path("pekerjaan/", employment.employment, name="employment"),
    path("pekerjaan/<int:spell>/berhenti/", employment.say_left, name="say_left"),
    path("pekerjaan/<int:spell>/sanggah/", employment.dispute, name="dispute"),
    path("iuran/", pay.pay, name="pay"),
    path("iuran/migran/<int:placement_id>/", migrant.show, name="pmi"),
    path("iuran/<str:code>/", pay.order, name="pay_order"),
    path("klaim/", claim.listing, name="claims"),
    path("klaim/baru/", claim.start, name="claim_start"),
    path("klaim/baru/kirim/", claim.submit, name="claim_submit"),
    path("klaim/<str:number>/", claim.claim, name="claim"),
    path("klaim/<str:number>/dokumen/", claim.document, name="claim_document"),
    path("klaim/<str:number>/tarik/", claim.withdraw, name="claim_withdraw"),
    path("klaim/<str:number>/ulang/", claim.again, name="claim_again"),
    path("klaim/<str:number>/susulan/", claim.top_up, name="claim_top_up"),
    path("klaim/<str:number>/keputusan/", claim.decision, name="decision"),
    path("klaim/<str:number>/keputusan/surat/", claim.letter, name="decision_letter"),
    path("lapor-kematian/", death.report, name="report_death"),
    path("surat/", profile.letters, name="letters"),
    path("surat/<int:id>/", profile.letter, name="letter_pdf"),
    path("kartu/", cards.cards, name="cards"),
    path("profil/", profile.profile, name="profile"),
    path("profil/kontak/", profile.contacts, name="contacts"),
    path("profil/data/", identity.ask, name="identity"),
    path("profil/data/<int:change_id>/tarik/", identity.withdraw, name="identity_withdraw"),
    path("profil/keluarga/", profile.relatives, name="relatives"),
    path("profil/rekening/", profile.bank_account, name="bank_account"),
]
