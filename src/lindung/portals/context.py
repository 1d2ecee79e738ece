"""What the frame of every page shows: menus, who is signed in, language, the demo switch."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from lindung.access import web
from lindung.access.scope import Actor
from lindung.portals import kit, login_words, menus
from lindung.portals.employer.menu import MENU as EMPLOYER
from lindung.portals.manage.menu import MENU as MANAGE
from lindung.portals.member.menu import MENU as MEMBER
from lindung.portals.public.menu import MENU as PUBLIC
from lindung.portals.roles import ROLES
from lindung.portals.sponsors.menu import MENU as SPONSOR
from lindung.portals.staff.menu import MENU as STAFF

HOMES = {"member": "/peserta/", "employer": "/perusahaan/", "sponsor": "/sponsor/", "staff": "/petugas/"}
_MENUS = {"member": MEMBER, "employer": EMPLOYER, "sponsor": SPONSOR, "staff": [*STAFF, *MANAGE]}


def home_of(actor: Actor) -> str:
    """Where an actor's work begins."""
    return HOMES.get(actor.kind, "/")


def chrome(request: HttpRequest) -> dict[str, Any]:
    """Context of every page. The frame's `actor` is the access actor; `signed_in` is how it is shown."""
    facts = web.context(request)
    actor: Actor = facts["actor"]
    facts |= {
        "public_menu": lambda: menus.items(PUBLIC, actor, request.path),  # asked for by public pages only
        "home_href": home_of(actor),
        "demo": settings.DEMO,
    }
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        mandate = next((m for m in facts["mandates"] if m["id"] == actor.mandate_id), None)
        role = ROLES[actor.role] if actor.role else ""
        office = mandate["office_name"] if mandate and mandate["office_name"] else ""
        kind: Any = actor.kind if actor.kind in HOMES else "partner"
        facts["signed_in"] = kit.SignedIn(user.get_full_name() or user.get_username(), role, office, kind)
        facts["other_mandates"] = [
            (m["id"], ROLES[m["role"]], m["office_name"] or "")
            for m in facts["mandates"]
            if m["id"] != actor.mandate_id
        ]
        if getattr(request, "given", False):
            facts["given"] = login_words.history(user.pk)  # shown where the own password is chosen
        facts["menu"] = menus.items(_MENUS.get(actor.kind, []), actor, request.path)
    if settings.DEMO:
        facts["demo_switch"] = "frame/demo_switch.html"
    return facts
