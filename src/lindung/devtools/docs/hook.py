"""MkDocs hook: adds the generated reference pages to the site."""

from typing import Any

from lindung.devtools.docs import PAGES, begin, page


def on_files(files: Any, config: Any) -> Any:
    """Called once per build with the files of `docs/`; the generated pages join them."""
    from mkdocs.structure.files import File

    begin()
    for name in PAGES:
        files.append(File.generated(config, name, content=page(name)))
    return files
