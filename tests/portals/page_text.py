"""What a page says, for tests that read it."""

import re

from lindung.base.db import scalar, system

#: Drawn anew for every answer; their random letters must never pass for words or amounts of the page.
_SECRETS = re.compile(r'(name="csrfmiddlewaretoken" value="|"X-CSRFToken": ")[^"]*')


def text(answer) -> str:
    """The markup of an answer without its tokens."""
    return _SECRETS.sub(r"\1", answer.content.decode())


def words(answer) -> str:
    """What a reader sees of an answer: no markup, single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text(answer)))


def one(sql: str, *values):
    """The single value of a query, read by nobody in particular."""
    with system():
        return scalar(sql, list(values))
