"""Pictures of pages at 360 and 1280 px, and an accessibility check: `python -m lindung.devtools.screens URL… OUTDIR`.

Chromium is the one named by CHROMIUM (default /usr/bin/chromium). The exit code is 1 when `--axe` finds a violation or
when a page reports an error to its console (a blocked inline style, a missing file).
"""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

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


def sign_in(page: Any, login: str) -> None:
    """Fill the sign-in form on `page` with "user:password"."""
    user, _, password = login.partition(":")
    page.fill("input[name=login]", user)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_load_state("networkidle")


def shoot(
    urls: list[str],
    outdir: Path,
    *,
    cookies: dict[str, str],
    login: str = "",
    check: bool = False,
    scripts: bool = True,
    lang: str = "id",
) -> list[Shot]:
    """Open each address at each width and keep a full-page picture in `outdir`.

    `scripts=False` shows what people without JavaScript see. Playwright's own errors
    are raised when a page cannot be opened.
    """
    from playwright.sync_api import sync_playwright

    outdir.mkdir(parents=True, exist_ok=True)
    shots: list[Shot] = []
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for width in WIDTHS:
            context = browser.new_context(
                viewport={"width": width, "height": 800},
                reduced_motion="reduce",
                java_script_enabled=scripts,
                locale="en-GB" if lang == "en" else "id-ID",
            )
            context.add_cookies([{"name": k, "value": v, "url": urls[0]} for k, v in cookies.items()])
            page = context.new_page()
            if login:
                page.goto(urls[0], wait_until="networkidle")
                sign_in(page, login)
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
    "--login", default="", metavar="USER:PASSWORD", help="Sign in first, on the form the first address shows."
)
@click.option("--axe", "check", is_flag=True, help="Check accessibility as well.")
@click.option("--no-js", is_flag=True, help="Show the pages as people without JavaScript see them.")
@click.option("--lang", type=click.Choice(["id", "en"]), default="id", show_default=True, help="Language to ask for.")
def main(
    urls: tuple[str, ...], outdir: Path, cookies: tuple[str, ...], login: str, check: bool, no_js: bool, lang: str
) -> None:
    """Take pictures of URLS at 360 and 1280 px into OUTDIR."""
    jar = dict(c.split("=", 1) for c in cookies)
    shots = shoot(list(urls), outdir, cookies=jar, login=login, check=check, scripts=not no_js, lang=lang)
    for shot in shots:
        click.echo(f"{'ok ' if shot.ok else 'BAD'} {shot.width:5} {shot.url} -> {shot.path}")
        for line in [*shot.console, *shot.violations]:
            click.echo(f"      {line}")
        if shot.overflow:
            click.echo(f"      page is {shot.overflow} px wider than the window")
    sys.exit(0 if all(shot.ok for shot in shots) else 1)


if __name__ == "__main__":
    main()
