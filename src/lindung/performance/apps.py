from django.apps import AppConfig


class PerformanceConfig(AppConfig):
    name = "lindung.performance"
    verbose_name = "Kinerja"
