from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "lindung.access"
    verbose_name = "Akses"
