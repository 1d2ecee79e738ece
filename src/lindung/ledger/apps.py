from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "lindung.ledger"
    verbose_name = "Buku besar"
