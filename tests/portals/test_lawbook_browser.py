"""Two simulators in a real browser at 360 px, under the strict content policy: nothing is wider than the window, axe
finds nothing, and the keyboard alone gets an answer, with scripts and without."""

import threading
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from lindung.devtools import messages, screens

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(screens.chromium_path()).exists(), reason="no Chromium: set CHROMIUM"),
]
LATE = {"amount_late": "25000000", "months_late": "3", "labour_intensive": "0", "on": "2021-12-15"}
DEATH = {"has_heirs": "1", "employers": "1", "on": "2021-12-15"}
KINDS = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml", "woff2": "font/woff2"}


class Quiet(WSGIRequestHandler):
    def log_message(self, *_args):
        pass


@pytest.fixture
def server(client, db):
    """Serves pages drawn beforehand (the browser's thread has no database) and the static files."""
    messages.compile_all()
    pages = {
        (slug, frozenset(asked.items())): client.get(f"/hitung/{slug}/", asked).content
        for slug in ("denda", "kematian")
        for asked in ({}, LATE if slug == "denda" else DEATH)
    }
    policy = "; ".join(f"{k} {' '.join(v)}" for k, v in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items())

    def application(environ, respond):
        path = environ["PATH_INFO"]
        if found := path.startswith("/static/") and finders.find(path.removeprefix("/static/")):
            respond("200 OK", [("Content-Type", KINDS.get(found.rsplit(".", 1)[-1], "application/octet-stream"))])
            return [Path(found).read_bytes()]
        key = (path.strip("/").split("/")[-1], frozenset(parse_qsl(environ["QUERY_STRING"])))
        body = pages.get(key)
        respond("200 OK" if body else "404 Not Found", [("Content-Type", "text/html; charset=utf-8"),
                                                        ("Content-Security-Policy", policy)])  # fmt: skip
        return [body or b""]

    with make_server("127.0.0.1", 0, application, WSGIServer, Quiet) as made:
        thread = threading.Thread(target=made.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{made.server_port}/hitung/"
        made.shutdown()
        thread.join(5)


def query(asked):
    return "&".join(f"{k}={v}" for k, v in asked.items())


def test_two_simulators_fit_and_are_accessible(server, tmp_path):
    urls = [f"{server}denda/", f"{server}denda/?{query(LATE)}", f"{server}kematian/?{query(DEATH)}"]
    for shot in screens.shoot(urls, tmp_path, cookies={}, check=True):
        assert shot.violations == [] and shot.console == [] and shot.overflow == 0, shot.url


@pytest.mark.parametrize("scripts", [True, False])
def test_the_keyboard_gets_an_answer(server, scripts):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = screens.launch(playwright)
        view = browser.new_context(java_script_enabled=scripts, locale="id-ID", viewport={"width": 360, "height": 800})
        page = view.new_page()
        page.goto(f"{server}denda/")
        page.focus("#id_amount_late")
        page.keyboard.type(LATE["amount_late"])
        page.fill("#id_months_late", LATE["months_late"])
        page.click("details.ld-more summary")
        page.fill("#id_on", LATE["on"])
        page.focus("#id_months_late")
        page.keyboard.press("Enter")
        page.wait_for_selector(".ld-answer-first")
        assert "Rp1.500.000" in page.inner_text(".ld-answer-first")
        assert set(parse_qsl(urlsplit(page.url).query)) == set(LATE.items()), "the address carries the question"
        page.click(".ld-plot-table summary")
        assert page.is_visible(".ld-plot-table table")
        browser.close()
