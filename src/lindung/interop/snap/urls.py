"""Addresses of the payment standard; mounted below `/v1.0/`."""

from django.urls import URLPattern, URLResolver, path

from lindung.interop.snap import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("access-token/b2b", views.token, name="snap-token"),
    path("transfer-va/inquiry", views.inquiry, name="snap-inquiry"),
    path("transfer-va/payment", views.payment, name="snap-payment"),
]
