from django.apps import AppConfig


class SegmentsConfig(AppConfig):
    name = "lindung.segments"
    verbose_name = "Segmen yang membayar sendiri"
