from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "lindung.notices"
    verbose_name = "Pemberitahuan"
