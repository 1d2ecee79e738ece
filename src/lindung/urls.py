"""All addresses of the system; each portal keeps its own."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("lindung.interop.api.urls")),
]
