"""Addresses of this part."""

from django.urls import URLPattern, URLResolver, path

from lindung.portals.public.views import activation, pages, self_pay

app_name = "public"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.home, name="home"),
    path("kantor/", pages.offices, name="offices"),
    path("periksa/", pages.verify, name="verify"),
    path("periksa/<str:code>/", pages.verified, name="verified"),
    path("aktivasi/", activation.start, name="activate"),
    path("aktivasi/pilih/", activation.choose, name="activate_choose"),
    path("mandiri/", self_pay.register, name="self_pay"),
    path("mandiri/kode/<str:token>/", self_pay.code, name="self_code"),
    path("mandiri/kode/<str:token>/login/", self_pay.login_code, name="self_login"),
    path("mandiri/perpanjang/", self_pay.renew, name="self_renew"),
    path("mandiri/perpanjang/<str:token>/", self_pay.months, name="self_months"),
    path("layanan/", pages.charter, name="charter"),
    path("privasi/", pages.privacy, name="privacy"),
    path("aksesibilitas/", pages.accessibility, name="accessibility"),
]
