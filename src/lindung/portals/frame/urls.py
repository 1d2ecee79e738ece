"""Addresses of the frame."""

from django.urls import path

from lindung.portals.frame import bank, own, views

app_name = "frame"
urlpatterns = [
    path("masuk/lanjut/", views.after_sign_in, name="after_sign_in"),
    path("peran/", views.change_mandate, name="change_mandate"),
    path("login-saya/", own.my_login, name="my_login"),
    path("demo/", views.demo_roles, name="demo_roles"),
    path("demo/memuat/", views.loading, name="loading"),
    path("demo/masuk/", views.demo_enter, name="demo_enter"),
    path("demo/bank/", bank.pay, name="demo_bank"),
    path("sehat", views.health, name="health"),
]
