"""All addresses of the system; each portal keeps its own."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("lindung.portals.frame.urls")),
    path("", include("lindung.portals.public.urls")),
    path("", include("lindung.portals.lawbook.urls")),
    path("peserta/", include("lindung.portals.member.urls")),
    path("perusahaan/", include("lindung.portals.employer.urls")),
    path("sponsor/", include("lindung.portals.sponsors.urls")),
    path("petugas/", include("lindung.portals.staff.urls")),
    path("kinerja/", include("lindung.portals.manage.urls")),
    path("akun/", include("allauth.urls")),
    path("bahasa/", include("django.conf.urls.i18n")),
    path("api/v1/", include("lindung.interop.api.urls")),
    path("v1.0/", include("lindung.interop.snap.urls")),
]

if settings.DEMO:
    from lindung.portals import styleguide

    urlpatterns.append(path("gaya/", styleguide.page, name="styleguide"))
