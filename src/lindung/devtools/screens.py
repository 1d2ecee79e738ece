"""Pictures of pages at 360 and 1280 px, and an accessibility check: `python -m lindung.devtools.screens URL… OUTDIR`.

Chromium is the one named by CHROMIUM (default /usr/bin/chromium). The exit code is 1 when `--axe` finds a violation or
when a page reports an error to its console (a blocked inline style, a missing file).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from lindung.access.demo import TOTP_SECRET

WIDTHS = (360, 1280)


@dataclass(slots=True)
class Shot:
    """One page at one width: its picture and what was found wrong."""

    url: str
    width: int
    path: Path
    console: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    overflow: int = 0
    """Pixels by which the page is wider than the window; must be 0."""

    @property
    def ok(self) -> bool:
        """Nothing wrong."""
        return not (self.console or self.violations or self.overflow)


def chromium_path() -> str:
    """Path of the browser."""
    return os.environ.get("CHROMIUM", "/usr/bin/chromium")


def launch(playwright: Any) -> Any:
    """A headless browser; the sandbox is off only for root, where it cannot work."""
    args = ["--no-sandbox"] if os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=chromium_path(), args=args)


def axe(page: Any) -> list[str]:
    """Accessibility violations on an open page, one line for each element."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{v['id']} ({v['impact']}): {node['html'][:160]}" for v in found for node in v["nodes"]]


def one_time_code(secret: str, now: float) -> str:
    """The six digits of a TOTP secret (base32) at a moment in seconds, as RFC 6238 counts them."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, int(now // 30).to_bytes(8, "big"), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at : at + 4], 'big') & 0x7FFFFFFF) % 10**6:06d}"


def sign_in(page: Any, login: str, totp: str = TOTP_SECRET) -> None:
    """Fill the sign-in form on `page` with "user:password", and the second factor where it is asked for."""
    user, _, password = login.partition(":")
    page.fill("input[name=login]", user)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_load_state("networkidle")
    if page.locator("input[name=code]").count():
        page.fill("input[name=code]", one_time_code(totp, time.time()))
        page.press("input[name=code]", "Enter")
        page.wait_for_load_state("networkidle")


def take_role(page: Any, origin: str, name: str) -> None:
    """Sign in as a demo login by the demo's own page."""
    page.goto(f"{origin}/demo/", wait_until="networkidle")
    page.locator(f"form:has(input[name=username][value='{name}']) button").click()
    page.wait_for_load_state("networkidle")
    if page.locator("input[type=password], input[name=username]").count():
        raise SystemExit(f"no demo role {name} at {origin}")


def origin_of(url: str) -> str:
    """Scheme and host of an address."""
    part = urlsplit(url)
    return f"{part.scheme}://{part.netloc}"


def shoot(
    urls: list[str],
    outdir: Path,
    *,
    cookies: dict[str, str],
    login: str = "",
    check: bool = False,
    scripts: bool = True,
    lang: str = "id",
    totp: str = TOTP_SECRET,
) -> list[Shot]:
    """Open each address at each width and keep a full-page picture in `outdir`.

    `cookies` go to every page of the first address's host. `login` is "user:password", typed once into the form that
    the first address shows, or the name of a demo login, taken on the demo's page. `scripts=False` shows what people
    without JavaScript see. Playwright's own errors are raised when a page cannot be opened.
    """
    from playwright.sync_api import sync_playwright

    outdir.mkdir(parents=True, exist_ok=True)
    shots: list[Shot] = []
    with sync_playwright() as playwright:
        browser = launch(playwright)
        state = None  # who signed in at one width is signed in at the next: a one-time code is taken once
        for width in WIDTHS:
            context = browser.new_context(
                storage_state=state,
                viewport={"width": width, "height": 800},
                reduced_motion="reduce",
                java_script_enabled=scripts,
                locale="en-GB" if lang == "en" else "id-ID",
            )
            context.add_cookies([{"name": k, "value": v, "url": f"{origin_of(urls[0])}/"} for k, v in cookies.items()])
            page = context.new_page()
            if login and state is None:
                if ":" in login:
                    page.goto(urls[0], wait_until="networkidle")
                    sign_in(page, login, totp)
                else:
                    take_role(page, origin_of(urls[0]), login)
                state = context.storage_state()
            for url in urls:
                name = re.sub(r"[^a-z0-9]+", "-", f"{urlsplit(url).path}-{urlsplit(url).query}".lower()).strip("-")
                shot = Shot(url, width, outdir / f"{name or 'beranda'}-{width}.png")
                seen: list[str] = []
                page.on("console", lambda m, seen=seen: seen.append(m.text) if m.type in ("error", "warning") else None)
                page.goto(url, wait_until="networkidle")
                if scripts:
                    page.wait_for_function(
                        "() => [...document.querySelectorAll('[data-chart]')].every(c => c.dataset.drawn === 'done')"
                    )
                    shot.overflow = page.evaluate(
                        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
                    )
                    page.evaluate("() => window.scrollTo(0, 0)")
                page.screenshot(path=shot.path, full_page=True)
                if check and scripts:
                    shot.violations = axe(page)
                shot.console = list(seen)
                shots.append(shot)
            context.close()
        browser.close()
    return shots


@click.command()
@click.argument("urls", nargs=-1, required=True)
@click.argument("outdir", type=click.Path(path_type=Path))
@click.option("--cookie", "cookies", multiple=True, metavar="NAME=VALUE", help="Cookie to send; may be repeated.")
@click.option(
    "--login",
    default="",
    metavar="USER:PASSWORD|ROLE",
    help="Sign in first, on the form the first address shows; or a login of the demo by its name alone.",
)
@click.option("--totp", default=TOTP_SECRET, metavar="SECRET", help="Second factor of --login (default: the demo's).")
@click.option("--axe", "check", is_flag=True, help="Check accessibility as well.")
@click.option("--no-js", is_flag=True, help="Show the pages as people without JavaScript see them.")
@click.option("--lang", type=click.Choice(["id", "en"]), default="id", show_default=True, help="Language to ask for.")
def main(
    urls: tuple[str, ...],
    outdir: Path,
    cookies: tuple[str, ...],
    login: str,
    totp: str,
    check: bool,
    no_js: bool,
    lang: str,
) -> None:
    """Take pictures of URLS at 360 and 1280 px into OUTDIR."""
    jar = dict(c.split("=", 1) for c in cookies)
    shots = shoot(list(urls), outdir, cookies=jar, login=login, check=check, scripts=not no_js, lang=lang, totp=totp)
    for shot in shots:
        click.echo(f"{'ok ' if shot.ok else 'BAD'} {shot.width:5} {shot.url} -> {shot.path}")
        for line in [*shot.console, *shot.violations]:
            click.echo(f"      {line}")
        if shot.overflow:
            click.echo(f"      page is {shot.overflow} px wider than the window")
    sys.exit(0 if all(shot.ok for shot in shots) else 1)


if __name__ == "__main__":
    main()
