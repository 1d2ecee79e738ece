"""How a portal part tells the frame what its menu holds."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse

from lindung.access.permissions import Act, allowed
from lindung.access.scope import Actor
from lindung.portals.kit import MenuItem


@dataclass(frozen=True, slots=True)
class Entry:
    """One menu entry: text, name of its address, icon, and the act it needs. Without `url` it is a heading."""

    label: Any
    url: str = ""
    icon: str = ""
    act: Act | None = None


def items(entries: list[Entry], actor: Actor, path: str) -> list[MenuItem]:
    """The entries this actor may open; headings without entries under them are left out."""
    found: list[MenuItem] = []
    for entry in entries:
        if not entry.url:
            found.append(MenuItem(entry.label))
        elif entry.act is None or allowed(actor, entry.act):
            href = _address(entry.url)
            if href:
                found.append(MenuItem(entry.label, href, entry.icon, active=path == href))
    # A home page is above all others of its part; it is marked only when it is open itself.
    homes = min((i.href for i in found if i.href), key=len, default="")
    longest = max((i.href for i in found if i.href and path.startswith(i.href)), key=len, default="")
    if longest == homes != path:
        longest = ""
    kept = [
        MenuItem(i.label, i.href, i.icon, active=bool(i.href) and i.href == longest)
        for n, i in enumerate(found)
        if i.href or (n + 1 < len(found) and found[n + 1].href)
    ]
    return kept


def _address(name: str) -> str:
    return _reversed(name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


@lru_cache(maxsize=1024)  # every page asks for all entries of its menu
def _reversed(name: str, urls: str, prefix: str) -> str:
    try:
        return reverse(name, urls)
    except NoReverseMatch:
        return ""
