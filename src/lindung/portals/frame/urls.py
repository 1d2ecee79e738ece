"""Addresses of the frame."""

from django.urls import path

from lindung.portals.frame import bank, own, views

app_name = "frame"
urlpatterns = [
    path("masuk/lanjut/", views.after_sign_in, name="after_sign_in"),
    path("peran/", views.change_mandate, name="change_mandate"),
    path("login-saya/", own.my_login, name="my_login"),
    path("login-saya/akhiri-sesi/", own.end_others, name="end_others"),
    # in place of pages of the sign-in library: mail, which this system does not send, and its own list of sessions
    path("akun/password/reset/", own.forgotten, name="forgotten"),
    path("akun/email/", own.elsewhere, name="no_mail"),
    path("akun/sessions/", own.elsewhere, name="sessions"),
    path("demo/", views.demo_roles, name="demo_roles"),
    path("demo/memuat/", views.loading, name="loading"),
    path("demo/masuk/", views.demo_enter, name="demo_enter"),
    path("demo/bank/", bank.pay, name="demo_bank"),
    path("sehat", views.health, name="health"),
]
