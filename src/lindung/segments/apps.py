from django.apps import AppConfig


class SegmentsConfig(AppConfig):
    name = "lindung.segments"
    verbose_name = "Segmen yang membayar sendiri"

    def ready(self) -> None:
        """Orders settled before anything else was asked of the package must open cover too."""
        from lindung.segments import services  # noqa: F401
