"""Which pages are generated, and by what."""

import os
from collections.abc import Callable

from lindung.devtools.docs import differ, domain, doors, law

PAGES: dict[str, Callable[[], str]] = {
    "explanation/where-others-differ.md": differ.page,
    "reference/cli.md": doors.cli,
    "reference/api.md": doors.api,
    "reference/files.md": doors.files,
    "reference/errors.md": doors.errors,
    "reference/permissions.md": domain.permissions,
    "reference/tables.md": domain.tables,
    "reference/accounts.md": domain.accounts,
    "reference/indicators.md": domain.indicators,
    "reference/claims.md": domain.claims,
    "reference/messages.md": domain.messages,
    **law.PAGES,
}
"""Path below `docs/` -> what writes it."""

NOTE = "<!-- made by lindung.devtools.docs from the code; do not edit -->\n\n"


def begin() -> None:
    """Django without a database: models, permissions and the API's description need no more."""
    import django

    from lindung.devtools.messages import compile_all

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lindung.settings")
    os.environ.setdefault("LINDUNG_SECRET", "documentation")
    compile_all()
    django.setup()


def page(name: str) -> str:
    """The Markdown of one page; `begin` was called."""
    return NOTE + PAGES[name]()
