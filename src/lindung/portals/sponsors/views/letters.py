"""Messages to the sponsor."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lindung.access.permissions import Act
from lindung.access.web import needs
from lindung.notices import queries
from lindung.notices.services import read_message
from lindung.portals import kit
from lindung.portals.sponsors.scope import lang, sponsor_id_of, whole
from lindung.registry import queries as registry

MANY = 30


@require_GET
@needs(Act.SPONSOR_LETTERS)
def listing(request: HttpRequest) -> HttpResponse:
    """Messages, newest first."""
    found = queries.messages(
        sponsor_id=sponsor_id_of(request), lang=lang(), limit=MANY + 1, before_id=whole(request.GET.get("sebelum"))
    )
    more = f"?sebelum={found[MANY - 1].id}" if len(found) > MANY else ""
    return render(request, "sponsors/messages.html", {
        "told": found[:MANY], "as_of": registry.today(), "pager": kit.Pager(next=more) if more else None,
        "label": _("Pesan"),
    })  # fmt: skip


@require_POST
@needs(Act.SPONSOR_LETTERS)
def read(request: HttpRequest, message_id: int) -> HttpResponse:
    """Mark a message as read, and go where it leads."""
    found = queries.messages(sponsor_id=sponsor_id_of(request), lang=lang(), before_id=message_id + 1, limit=1)
    if not found or found[0].id != message_id:
        raise Http404
    read_message(message_id)
    link = found[0].link
    return redirect(link if link.startswith("/") and not link.startswith("//") else "sponsor:messages")
