"""Messages to the sponsor."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from lindung.access.permissions import Act
from lindung.access.web import needs
from lindung.portals import messages
from lindung.portals.sponsors.scope import as_number, sponsor_id_of


@require_GET
@needs(Act.SPONSOR_LETTERS)
def listing(request: HttpRequest) -> HttpResponse:
    """Messages, newest first."""
    before = as_number(request.GET.get("sebelum"))
    return messages.listing(request, "sponsors/messages.html", before, sponsor_id=sponsor_id_of(request))


@require_POST
@needs(Act.SPONSOR_LETTERS)
def read(request: HttpRequest, message_id: int) -> HttpResponse:
    """Mark a message as read, and go where it leads."""
    return messages.follow(message_id, "sponsor:messages", sponsor_id=sponsor_id_of(request))
