"""Addresses the shared templates link to, for tests of the components alone."""

from django.urls import include, path

from lindung.portals import styleguide

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("akun/", include("allauth.urls")),
    path("gaya/", styleguide.page),
    path("", include("lindung.portals.public.urls")),
]
