"""Addresses of this part."""

from django.urls import URLPattern, URLResolver, path

from lindung.portals.public import views

app_name = "public"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("kantor/", views.offices, name="offices"),
    path("periksa/", views.verify, name="verify"),
    path("periksa/<str:code>/", views.verified, name="verified"),
    path("layanan/", views.charter, name="charter"),
    path("privasi/", views.privacy, name="privacy"),
    path("aksesibilitas/", views.accessibility, name="accessibility"),
]
