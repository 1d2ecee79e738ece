from django.apps import AppConfig


class PortalsConfig(AppConfig):
    name = "lindung.portals"
    verbose_name = "Portal"
