"""Messages to a company or a sponsor: the same list and the same way on, whoever is told."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lindung.notices import queries
from lindung.notices.services import read_message
from lindung.portals import kit
from lindung.portals.language import lang
from lindung.registry import queries as registry

MANY = 30


def listing(
    request: HttpRequest,
    template: str,
    before: int | None,
    *,
    employer_id: int | None = None,
    sponsor_id: int | None = None,
) -> HttpResponse:
    """Messages to a party, newest first, those before one where `before` is given."""
    found = queries.messages(
        employer_id=employer_id, sponsor_id=sponsor_id, lang=lang(), limit=MANY + 1, before_id=before
    )
    more = f"?sebelum={found[MANY - 1].id}" if len(found) > MANY else ""
    return render(request, template, {
        "told": found[:MANY], "as_of": registry.today(), "pager": kit.Pager(next=more) if more else None,
        "label": _("Pesan"),
    })  # fmt: skip


def follow(
    message_id: int, home: str, *, employer_id: int | None = None, sponsor_id: int | None = None
) -> HttpResponse:
    """Mark a message of the party as read, and go where it leads, else to `home`. Raises Http404: not theirs."""
    found = queries.messages(
        employer_id=employer_id, sponsor_id=sponsor_id, lang=lang(), before_id=message_id + 1, limit=1
    )
    if not found or found[0].id != message_id:
        raise Http404
    read_message(message_id)
    link = found[0].link
    return redirect(link if link.startswith("/") and not link.startswith("//") else home)
