"""The tool that takes pictures: cookies for every page of a host, a second factor passed once, a demo role taken."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest

from lindung.access.demo import TOTP_SECRET
from lindung.devtools import screens

RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
FORM = '<form method="post">{}<input type="submit"></form>'
PASSWORD = FORM.format('<input name="login"><input name="password" type="password">')
CODE = FORM.format('<input name="code">')
ROLES = FORM.format('<input type="hidden" name="username" value="kepala"><button>Kepala</button>')


@pytest.mark.parametrize(("moment", "code"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")])
def test_one_time_codes_are_those_of_the_standard(moment: int, code: str) -> None:
    assert screens.one_time_code(RFC_SECRET, moment) == code


class Quiet(WSGIRequestHandler):
    def log_message(self, *_args: object) -> None:
        pass


class Site:
    """Asks for a password, then for a code that it takes once; `seen` are (path, cookie) of pages shown to somebody."""

    def __init__(self) -> None:
        self.used: set[str] = set()
        self.seen: list[tuple[str, str]] = []

    def __call__(self, environ, respond):
        path, cookie = environ["PATH_INFO"], environ.get("HTTP_COOKIE", "")
        told = parse_qs(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode())
        given = told.get("code", [""])[0]
        right = {screens.one_time_code(TOTP_SECRET, time.time() - late) for late in (0, 30)}
        headers = [("Content-Type", "text/html")]
        if path.startswith("/favicon"):
            respond("204 No Content", headers)
            return []
        if told.get("password") == ["rahasia"]:
            body = CODE
        elif (given in right and given not in self.used) or told.get("username") == ["kepala"]:
            self.used.add(given)
            headers.append(("Set-Cookie", "sesi=ada; Path=/"))
            body = "masuk"
        elif path == "/demo/":
            body = ROLES
        elif "sesi=ada" in cookie or "kunci=ada" in cookie:
            self.seen.append((path, cookie))
            body = "isi"
        else:
            body = PASSWORD
        respond("200 OK", headers)
        return [f"<!doctype html><title>x</title>{body}".encode()]


@pytest.fixture
def site() -> Iterator[tuple[Site, str]]:
    made = Site()
    with make_server("127.0.0.1", 0, made, WSGIServer, Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield made, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join(5)


@pytest.mark.browser
@pytest.mark.skipif(not Path(screens.chromium_path()).exists(), reason="no Chromium: set CHROMIUM")
@pytest.mark.parametrize("login", ["klaim:rahasia", "kepala"])
def test_signed_in_once_for_both_widths(site: tuple[Site, str], tmp_path: Path, login: str) -> None:
    made, origin = site
    screens.shoot([f"{origin}/petugas/", f"{origin}/lain/"], tmp_path, cookies={}, login=login)
    assert made.seen == [("/petugas/", "sesi=ada"), ("/lain/", "sesi=ada")] * 2


@pytest.mark.browser
@pytest.mark.skipif(not Path(screens.chromium_path()).exists(), reason="no Chromium: set CHROMIUM")
def test_a_cookie_goes_to_every_page_of_the_host(site: tuple[Site, str], tmp_path: Path) -> None:
    made, origin = site
    screens.shoot([f"{origin}/satu/dua/", f"{origin}/tiga/"], tmp_path, cookies={"kunci": "ada"})
    assert made.seen == [("/satu/dua/", "kunci=ada"), ("/tiga/", "kunci=ada")] * 2
