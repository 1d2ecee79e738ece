from django.apps import AppConfig


class CollectionConfig(AppConfig):
    name = "lindung.collection"
    verbose_name = "Penagihan dan kepatuhan"
