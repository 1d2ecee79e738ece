"""Addresses of this part."""

from django.urls import URLPattern, URLResolver, path

from lindung.portals.sponsors.views import agreements, home, letters, lists, proposals

app_name = "sponsor"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("pesanan/", home.orders, name="orders"),
    path("pesanan/<str:code>/", home.order, name="order"),
    path("perjanjian/<int:agreement_id>/", agreements.show, name="agreement"),
    path("perjanjian/<int:agreement_id>/kode/", agreements.order_new, name="order_new"),
    path("perjanjian/<int:agreement_id>/orang/<int:beneficiary_id>/", agreements.end, name="end"),
    path("perjanjian/<int:agreement_id>/daftar/", lists.upload, name="list_new"),
    path("perjanjian/<int:agreement_id>/daftar/contoh/", lists.example, name="list_example"),
    path("perjanjian/<int:agreement_id>/daftar/<int:list_id>/", lists.show, name="list"),
    path("perjanjian/<int:agreement_id>/daftar/<int:list_id>/unduh/", lists.download, name="list_file"),
    path("perjanjian/<int:agreement_id>/perpanjang/", proposals.renew, name="renew"),
    path("perjanjian/<int:agreement_id>/tawarkan/", proposals.hand_over, name="hand_over"),
    path("usulan/", proposals.listing, name="proposals"),
    path("usulan/<int:proposal_id>/", proposals.show, name="proposal"),
    path("usulan/<int:proposal_id>/tarik/", proposals.withdraw, name="withdraw"),
    path("surat/", letters.listing, name="messages"),
    path("surat/<int:message_id>/dibaca/", letters.read, name="message_read"),
]
