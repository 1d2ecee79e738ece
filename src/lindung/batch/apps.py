from django.apps import AppConfig


class BatchConfig(AppConfig):
    name = "lindung.batch"
    verbose_name = "Pekerjaan massal"
