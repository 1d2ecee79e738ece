"""Messages to the employer."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from lindung.access.permissions import Act
from lindung.access.web import needs
from lindung.portals import messages
from lindung.portals.employer.scope import employer_id_of, whole


@require_GET
@needs(Act.EMPLOYER_LETTERS)
def listing(request: HttpRequest) -> HttpResponse:
    """Messages, newest first."""
    before = whole(request.GET.get("sebelum")) or None
    return messages.listing(request, "employer/messages.html", before, employer_id=employer_id_of(request))


@require_POST
@needs(Act.EMPLOYER_LETTERS)
def read(request: HttpRequest, message_id: int) -> HttpResponse:
    """Mark a message as read, and go where it leads."""
    return messages.follow(message_id, "employer:messages", employer_id=employer_id_of(request))
