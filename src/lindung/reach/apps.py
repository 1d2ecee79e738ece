from django.apps import AppConfig


class ReachConfig(AppConfig):
    name = "lindung.reach"
    verbose_name = "Peserta yang dibiayai"

    def ready(self) -> None:
        """Orders of sponsors settled before anything else was asked of the package must open cover too."""
        from lindung.reach import services  # noqa: F401
