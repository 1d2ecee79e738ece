"""Only the API, so that these tests say nothing about pages."""

from django.urls import include, path

urlpatterns = [path("api/v1/", include("lindung.interop.api.urls"))]
