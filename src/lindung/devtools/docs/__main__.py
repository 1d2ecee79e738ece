"""Write the generated pages into a folder, or tell their sizes."""

import sys
from pathlib import Path

from lindung.devtools.docs import PAGES, begin, page

begin()
for name in PAGES:
    text = page(name)
    if len(sys.argv) > 1:
        target = Path(sys.argv[1]) / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    print(f"{len(text):8,} {name}")
