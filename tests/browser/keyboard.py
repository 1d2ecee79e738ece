"""A person who uses only the keyboard, in a real browser: what Tab does not reach, he cannot use.

Every page he opens is checked for accessibility; pages and their findings are kept in `seen`, shared by all persons.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from lindung.devtools import screens

FAR = 150
"""More presses of Tab than any page needs to reach anything."""

AT = "e => e === document.activeElement"


class Keyboard:
    """One signed-out browser session of one person. No method uses the mouse or sets focus by script."""

    def __init__(self, browser: Any, address: str, seen: dict[str, list[str]]) -> None:
        self.address, self.seen = address, seen
        self.context = browser.new_context(
            locale="id-ID", viewport={"width": 1280, "height": 900}, reduced_motion="reduce"
        )
        self.context.set_default_timeout(30_000)
        self.page = self.context.new_page()
        # the browser hands file choosers over only while somebody listens; told late, it misses the first
        self.page.on("filechooser", lambda _asked: None)
        self.console: list[str] = []
        self.page.on("console", lambda m: self.console.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda e: self.console.append(str(e)))

    # ---- moving
    def reach(self, target: Any) -> Any:
        """Press Tab until `target` has the focus."""
        target = target.first
        try:
            target.wait_for(state="visible")
        except Exception as error:
            raise AssertionError(f"{target} is not on {self.page.url}: {self.text}") from error
        for _ in range(FAR):
            if target.evaluate(AT):
                return target
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{FAR} presses of Tab do not reach {target} on {self.page.url}")

    def open(self, path: str) -> None:
        """Type an address."""
        self.page.goto(self.address + path, wait_until="load")
        self.look()

    def follow(self, target: Any) -> None:
        """Press Enter on a link or button that leads to another page."""
        target = self.reach(target)
        with self.page.expect_navigation(wait_until="load", timeout=60_000):
            self.page.keyboard.press("Enter")
        self.look()

    def link(self, name: str, within: str = "main") -> None:
        """Follow the link with this name."""
        self.follow(self.page.locator(within).get_by_role("link", name=name))

    def menu(self, name: str) -> None:
        """Follow an entry of the menu."""
        self.follow(self.page.locator(".ld-side-nav").get_by_role("link", name=name, exact=True))

    def button(self, name: str) -> None:
        """Press the button with this name."""
        self.follow(self.page.locator("main").get_by_role("button", name=name, exact=True))

    # ---- filling in
    def write(self, label: str, text: str) -> None:
        """Type into the field with this label, in place of what is there."""
        field = self.reach(self.page.get_by_label(label, exact=True))
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)
        assert field.input_value() == text

    def write_day(self, label: str, day: date) -> None:
        """Type a day into the browser's date field, whatever order of day and month this browser has."""
        field = self.reach(self.page.get_by_label(label, exact=True))
        for order in ("%d%m%Y", "%m%d%Y"):
            self.page.keyboard.type(f"{day:{order}}")
            if field.input_value() == day.isoformat():
                return
            self.page.keyboard.press("ArrowLeft")
            self.page.keyboard.press("ArrowLeft")
        raise AssertionError(f"the date field {label} holds {field.input_value()!r}")

    def choose(self, label: str) -> None:
        """Choose a radio button: Tab to its group, arrows within it."""
        wanted = self.page.get_by_label(label, exact=True).first
        name = wanted.get_attribute("name")
        for _ in range(FAR):
            if self.page.evaluate("n => document.activeElement.name === n", name):
                break
            self.page.keyboard.press("Tab")
        for _ in range(20):
            if wanted.evaluate(AT):
                break
            self.page.keyboard.press("ArrowDown")
        if not wanted.is_checked():
            self.page.keyboard.press("Space")
        assert wanted.is_checked() and wanted.evaluate(AT), f"{label} cannot be chosen on {self.page.url}"

    def pick(self, label: str, option: str) -> None:
        """Choose in a list by typing the beginning of the option."""
        field = self.reach(self.page.get_by_label(label, exact=True))
        self.page.keyboard.type(option)
        assert field.evaluate("e => e.selectedOptions[0].text.trim()") == option

    def tick(self, label: str) -> None:
        """Tick a box."""
        field = self.reach(self.page.get_by_label(label, exact=True))
        self.page.keyboard.press("Space")
        assert field.is_checked()

    def hand_in(self, label: str, name: str, kind: str, data: bytes) -> None:
        """Choose a file."""
        self.reach(self.page.get_by_label(label, exact=True))
        with self.page.expect_file_chooser() as asked:
            self.page.keyboard.press("Enter")
        asked.value.set_files({"name": name, "mimeType": kind, "buffer": data})

    def save(self, name: str, folder: Path) -> bytes:
        """Download what a link of the page gives."""
        self.reach(self.page.locator("main").get_by_role("link", name=name))
        with self.page.expect_download() as got:
            self.page.keyboard.press("Enter")
        path = folder / got.value.suggested_filename
        got.value.save_as(path)
        return path.read_bytes()

    # ---- reading
    def look(self) -> None:
        """Note what is wrong with the page for people who see, hear or move differently."""
        key = f"{self.page.title()} {self.page.url.removeprefix(self.address)}"
        if "/akun/" not in key or key not in self.seen:  # everybody signs in on the same pages
            self.seen[key] = self.seen.get(key, []) + screens.axe(self.page)

    @property
    def text(self) -> str:
        """What the page says, spaces evened out."""
        return " ".join(self.page.locator("main").inner_text().replace("\xa0", " ").split())

    def pairs(self, within: str) -> dict[str, str]:
        """The terms of a list with their values."""
        return dict(
            self.page.locator(within).evaluate_all(
                "dts => dts.map(t => [t.childNodes[0].textContent.trim(),"
                " t.nextElementSibling.textContent.replace(/\\s+/g, ' ').trim()])"
            )
        )

    # ---- sign-in
    def sign_in(self, user: str, password: str, code: Callable[[], str] | None = None) -> None:
        """Password, and the second factor where the login has one: read from the telephone when it is asked for."""
        self.open("/akun/login/")
        self.write("Nama pengguna", user)
        self.write("Kata sandi", password)
        self.button("Masuk")
        if code:
            self.write("Kode dari aplikasi autentikator", code())
            self.button("Masuk")
        assert "/akun/" not in self.page.url, self.text
