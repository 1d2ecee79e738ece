"""`migrate`, followed by what a migrated database needs before anybody may use it."""

from typing import Any

from django.core.management.commands.migrate import Command as Migrate
from django.db import connections, transaction

from lindung.access import database
from lindung.registry import reference


class Command(Migrate):
    """Migrate, then set rights, policies and audit triggers, then load the reference data; all harmless to repeat."""

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if options.get("app_label") or options.get("plan") or options.get("check_unapplied"):
            return
        alias = options["database"]
        with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
            database.apply(cursor)
            reference.load(cursor)
