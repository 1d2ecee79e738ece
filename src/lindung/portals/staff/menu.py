"""The menu of this part."""

from lindung.portals.menus import Entry

MENU: list[Entry] = []
