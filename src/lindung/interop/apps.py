from django.apps import AppConfig


class InteropConfig(AppConfig):
    name = "lindung.interop"
    verbose_name = "Pertukaran data"
