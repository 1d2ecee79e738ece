"""The bench of the pages at a toy size: a real server, real sessions, and a client that nobody can make wait."""

import asyncio
import time

import pytest

from lindung.bench import pages, region
from lindung.bench.pages import Caller, Page, Timing, drive


@pytest.mark.django_db(transaction=True)
def test_the_real_server_answers_members_and_employers(
    database_urls: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from lindung.access.models import User
    from lindung.base.db import system

    for name, value in database_urls.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(RuntimeError, match="load a scenario first"):
        pages.measure(5, 1, 3)
    region.measure(60, 4, 1, 1)
    monkeypatch.setattr(pages, "WARM_SECONDS", 1)
    found = pages.measure(8, 2, 3)
    assert set(found["pages"]) == {"member", "employer"}
    assert sum(p["requests"] for p in found["pages"].values()) == 16
    for page in found["pages"].values():
        assert not page["errors"] and 0 < page["p50_ms"] <= page["p95_ms"] <= page["p99_ms"] <= page["max_ms"]
    # a login more, a page more: whoever adds a statement to these pages changes these figures knowingly
    assert found["pages"]["member"]["statements"] == [14, 14]
    assert found["pages"]["employer"]["statements"] == [12, 12]
    assert found["members"] == found["employers"] == 3
    assert "| member | 8 |" in pages.table(found)
    with system():
        assert not User.objects.filter(username__startswith=pages.NAMED).exists(), "logins of the bench were left"


def test_a_slow_answer_is_counted_from_when_it_was_due() -> None:
    """The server answers one at a time and slowly: later requests waited, and that is in their times."""
    one_at_a_time = asyncio.Lock()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                asked = await reader.readuntil(b"\r\n\r\n")
                async with one_at_a_time:
                    await asyncio.sleep(0.05)
                status = "500 No" if b"/wrong/" in asked else "200 OK"
                writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 2\r\n\r\nok".encode())
        except asyncio.IncompleteReadError:
            writer.close()

    async def asking() -> dict[str, Timing]:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        caller = Caller(server.sockets[0].getsockname()[1], "sessionid")
        try:
            return await drive(caller, [Page("good", "/", "a"), Page("bad", "/wrong/", "b")], 200, 0.1)
        finally:
            for _, writer in caller.idle:
                writer.close()
            server.close()

    began = time.monotonic()
    found = asyncio.run(asking())
    assert time.monotonic() - began >= 20 * 0.05
    assert len(found["good"].seconds) == len(found["bad"].seconds) == 10
    assert found["bad"].errors == {"500": 10} and not found["good"].errors
    slowest = max(found["good"].quantile(1), found["bad"].quantile(1))
    assert slowest >= 20 * 50 - 100, "the last one was due after a tenth of a second and waited for nineteen others"


def test_the_quantile_is_a_time_that_was_measured() -> None:
    timing = Timing([n / 1000 for n in range(1, 101)])
    assert (timing.quantile(0.5), timing.quantile(0.99), timing.quantile(1)) == (50.0, 99.0, 100.0)
    assert Timing([0.007]).quantile(0.99) == 7.0
