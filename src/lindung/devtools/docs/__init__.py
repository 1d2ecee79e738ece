"""Reference pages made from the code, so that they cannot say anything else than the code does.

    python -m lindung.devtools.docs [FOLDER]     # writes the pages as Markdown files (for a look at them)

`hook.py` hands the same pages to MkDocs; nothing generated is kept in the repository.
"""

from lindung.devtools.docs.pages import PAGES, begin, page

__all__ = ["PAGES", "begin", "page"]
