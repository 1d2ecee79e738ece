"""Take the tutorial's pictures from a running demo: reads only, changes nothing but the log of reading.

    .venv/bin/python tools/pictures.py [http://127.0.0.1:8000] [OUTDIR] [NAME…]

WebP, 1280 px wide, quality lowered until a picture has at most 150 KB. Needs the demo's data (any scale) and Chromium.
"""

import base64
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from lindung.devtools.screens import launch

LIMIT = 150_000
HEIGHT = 860
# picture: (login or "", first address, links to follow by the beginning of their address or by their text)
PICTURES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "home": ("", "/", ()),
    "simulate": ("", "/hitung/?wage=5000000&size=medium&risk_group=1&years=10", ()),
    "employer": ("hrd", "/perusahaan/", ()),
    "line": (
        "hrd",
        "/perusahaan/tagihan/",
        ("main table a[href*='/tagihan/']", "main a[href$='/pekerja/']", "main table a[href*='/hitungan/']"),
    ),
    "bill": ("hrd", "/perusahaan/tagihan/", ("main table a[href*='/tagihan/']",)),
    "account": ("peserta", "/peserta/rekening/", ()),
    "precheck": ("peserta", "/peserta/klaim/baru/?ground=RESIGNED", ()),
    "queue": ("klaim", "/petugas/pekerjaan/", ()),
    "decision": ("klaim", "/petugas/pekerjaan/", ("?main a[href$='/putusan/']",)),
    "payout": ("kasir", "/petugas/pembayaran/", ("main table a[href*='/pembayaran/BYR']",)),
    "figures": ("kepala", "/kinerja/", ()),
}


def follow(page: Any, step: str) -> bool:
    """Go along one link; a step that begins with "?" looks for it behind each claim of a list."""
    if not step.startswith("?"):
        link = page.locator(step).first.get_attribute("href")
        page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/")[2] + link, wait_until="networkidle")
        return True
    start = page.url
    claims = page.locator("main a[href*='/petugas/klaim/']")
    for link in dict.fromkeys(claims.nth(i).get_attribute("href") for i in range(claims.count())):
        page.goto("/".join(start.split("/")[:3]) + link, wait_until="networkidle")
        if page.locator(step[1:]).count():
            return follow(page, step[1:])
    return False


def picture(page: Any, path: Path) -> int:
    """Write the window as WebP within the limit; its size."""
    session = page.context.new_cdp_session(page)
    for quality in (88, 78, 66, 50):
        got = session.send("Page.captureScreenshot", {"format": "webp", "quality": quality})
        data = base64.b64decode(got["data"])
        if len(data) <= LIMIT:
            break
    path.write_bytes(data)
    return len(data)


def main() -> None:
    """All pictures; exit 1 when one could not be taken."""
    site = (sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000").rstrip("/")
    out = Path(sys.argv[2] if len(sys.argv) > 2 else "docs/tutorial/img")
    out.mkdir(parents=True, exist_ok=True)
    wanted = sys.argv[3:] or list(PICTURES)
    missed = []
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for name, (login, address, steps) in ((n, PICTURES[n]) for n in wanted):
            context = browser.new_context(
                viewport={"width": 1280, "height": HEIGHT}, locale="id-ID", reduced_motion="reduce"
            )
            page = context.new_page()
            if login:
                page.goto(f"{site}/demo/", wait_until="networkidle")
                page.locator(f'form:has(input[value="{login}"]) button, button[value="{login}"]').first.click()
                page.wait_for_load_state("networkidle")
            answer = page.goto(site + address, wait_until="networkidle")
            good = answer is not None and answer.ok
            try:
                good = good and all(follow(page, step) for step in steps)
            except Exception as error:
                print(f"{name}: {str(error).splitlines()[0]}", file=sys.stderr)
                good = False
            good = good and "Ada yang salah" not in page.title()
            if good:
                page.wait_for_timeout(600)
                page.evaluate("() => window.scrollTo(0, 0)")
                print(f"{picture(page, out / f'{name}.webp') // 1000:5} KB  {name}.webp  {page.url.removeprefix(site)}")
            else:
                missed.append(name)
            context.close()
        browser.close()
    if missed:
        sys.exit("not taken: " + ", ".join(missed))


if __name__ == "__main__":
    main()
