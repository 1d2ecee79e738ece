from django.apps import AppConfig


class ContributionsConfig(AppConfig):
    name = "lindung.contributions"
    verbose_name = "Iuran"
