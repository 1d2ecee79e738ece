"""Language tools without gettext programs: `python -m lindung.devtools.messages extract|check|compile [PACKAGE…]`.

The Indonesian text is the msgid; English stands in `locale/en/LC_MESSAGES/django.po` of the package that owns the text.
A text is owned by the nearest folder above it that has a `locale` folder; failing that by its portal part (a
sub-package of `portals` with `urls.py`, `views.py` or `templates`), failing that by its package. Catalogues in
Indonesian (`locale/id`) hold texts of libraries that come without one; they are written by hand and only compiled here.

extract   add new texts with an empty translation (taken over when another package already has it), drop unused ones
check     exit 1 on a missing, empty or fuzzy translation, an unused entry, differing places such as %(name)s, a text
          that cannot be extracted, or one text with two translations
compile   write the .mo files beside the .po files that changed
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

SOURCE = Path(__file__).resolve().parents[1]
SKIPPED = {"devtools", "migrations", "static", "locale", "__pycache__"}
TEMPLATES = {".html", ".txt", ".xml"}
CATALOGUE = Path("locale/en/LC_MESSAGES/django.po")

# Function name -> positions of (context, text, plural).
CALLS: dict[str, tuple[int | None, int, int | None]] = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "later": (None, 0, None),  # our name for gettext_lazy beside gettext
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
_PLACE = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w+\}")

Key = tuple[str, str]
"""(context or "", text)."""


@dataclass(slots=True)
class Text:
    """One text: where it stands and its plural, if it has one."""

    key: Key
    plural: str = ""
    files: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Entry:
    """One translation as it stands in a catalogue: one form, or singular and plural."""

    forms: tuple[str, ...]
    fuzzy: bool = False


class Problem(Exception):
    """A text in the source that cannot be translated as it is written."""


def owner_of(path: Path, root: Path = SOURCE) -> Path:
    """The folder whose catalogue holds the texts of the file at `path`."""
    for folder in path.parents:
        if folder == root:
            break
        if (folder / "locale").is_dir():
            return folder
    parts = path.relative_to(root).parts
    part = root / parts[0] / parts[1] if len(parts) > 2 else None
    if parts[0] == "portals" and part and any((part / n).exists() for n in ("urls.py", "views.py", "templates")):
        return part
    return root / parts[0] if len(parts) > 1 else root


def _string(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def from_python(source: str, name: str) -> Iterator[Text]:
    """Texts of the gettext calls in Python `source`. Raises Problem for an f-string or a sum in place of a text."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if called not in CALLS:
            continue
        at_context, at_text, at_plural = CALLS[called]
        wanted = [p for p in (at_context, at_text, at_plural) if p is not None]
        if len(node.args) <= max(wanted):
            continue
        for position in wanted:
            if isinstance(node.args[position], (ast.JoinedStr, ast.BinOp)):
                raise Problem(f"{name}:{node.lineno}: {called}() needs a plain text; put values in with % after it")
        text = _string(node.args[at_text])
        if text is None:
            continue  # a variable: its texts are marked where they are written
        context = _string(node.args[at_context]) if at_context is not None else ""
        plural = _string(node.args[at_plural]) if at_plural is not None else ""
        yield Text((context or "", text), plural or "")


def from_template(source: str, name: str) -> Iterator[Text]:
    """Texts of the translation tags in a Django template. Raises Problem when a tag is malformed."""
    from babel.messages.extract import extract_python
    from django.utils.translation.template import templatize

    try:
        plain = templatize(source, origin=name)
    except SyntaxError as error:
        raise Problem(str(error)) from error
    keywords = dict.fromkeys(CALLS)
    # In brackets, because what is left of the markup has no Python indentation.
    stream = io.BytesIO(f"(\n{plain}\n)".encode())
    for _line, called, parts, _comments in extract_python(stream, keywords, [], {"encoding": "utf-8"}):
        listed: Any = parts
        values = [listed] if isinstance(listed, str) else [str(part or "") for part in listed]
        at_context, at_text, at_plural = CALLS[str(called)]
        text = values[at_text] if len(values) > at_text else None
        if not text:
            continue
        context = values[at_context] if at_context is not None else ""
        plural = values[at_plural] if at_plural is not None and len(values) > at_plural else ""
        yield Text((context or "", text), plural or "")


def source_files(root: Path = SOURCE) -> Iterator[Path]:
    """Python files and templates of our own, in a fixed order."""
    for path in sorted(root.rglob("*")):
        if path.suffix != ".py" and not (path.suffix in TEMPLATES and "templates" in path.parts):
            continue
        if not SKIPPED.intersection(path.relative_to(root).parts[:-1]):
            yield path


def gather(root: Path = SOURCE) -> tuple[dict[Path, dict[Key, Text]], list[str]]:
    """All texts by owning folder, and the problems met on the way."""
    found: dict[Path, dict[Key, Text]] = defaultdict(dict)
    problems: list[str] = []
    for path in source_files(root):
        content = path.read_text(encoding="utf-8")
        name = path.relative_to(root).as_posix()
        if path.suffix == ".py" and not any(f"{call}(" in content for call in CALLS):
            continue
        reader = from_python if path.suffix == ".py" else from_template
        try:
            texts = list(reader(content, name))
        except (Problem, SyntaxError) as error:
            problems.append(str(error))
            continue
        if not texts:
            continue
        owner = owner_of(path, root)
        for text in texts:
            kept = found[owner].setdefault(text.key, text)
            kept.files.add(path.relative_to(owner).as_posix())
            if text.plural and kept.plural and text.plural != kept.plural:
                problems.append(f"{name}: “{text.key[1]}” has two plurals: “{kept.plural}” and “{text.plural}”")
            kept.plural = kept.plural or text.plural
    return dict(found), problems


def read_catalogue(path: Path) -> dict[Key, Entry]:
    """Translations in a .po file; an absent file is empty. Obsolete entries are left out."""
    if not path.exists():
        return {}
    from babel.messages.pofile import read_po

    with path.open("rb") as stream:
        catalogue: Catalog = read_po(stream, locale="en", abort_invalid=True)
    entries: dict[Key, Entry] = {}
    for message in catalogue:
        if not message.id:
            continue
        text = message.id if isinstance(message.id, str) else message.id[0]
        forms = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        entries[(message.context or "", text)] = Entry(tuple(f or "" for f in forms), message.fuzzy)
    return entries


def _quoted(keyword: str, text: str) -> str:
    from babel.messages.pofile import normalize

    return f"{keyword} {normalize(text, width=110)}\n"


def write_catalogue(texts: Iterable[Text], entries: dict[Key, Entry]) -> str:
    """A .po file in a fixed order, without dates and line numbers so that two people's changes rarely collide."""
    out = ['msgid ""\nmsgstr ""\n"Language: en\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n']
    out.append('"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n')
    for text in sorted(texts, key=lambda t: (min(t.files), t.key[1], t.key[0])):
        entry = entries.get(text.key, Entry(()))
        out.append("\n" + "".join(f"#: {name}\n" for name in sorted(text.files)))
        flags = [*(["fuzzy"] if entry.fuzzy else []), *(["python-format"] if "%(" in text.key[1] else [])]
        if flags:
            out.append(f"#, {', '.join(flags)}\n")
        if text.key[0]:
            out.append(_quoted("msgctxt", text.key[0]))
        out.append(_quoted("msgid", text.key[1]))
        if text.plural:
            out.append(_quoted("msgid_plural", text.plural))
            forms = (*entry.forms, "", "")[:2]
            out += [_quoted(f"msgstr[{n}]", form) for n, form in enumerate(forms)]
        else:
            out.append(_quoted("msgstr", entry.forms[0] if entry.forms else ""))
    return "".join(out)


def catalogues(root: Path = SOURCE) -> list[Path]:
    """All English catalogues that exist."""
    return sorted(root.rglob(CATALOGUE.as_posix()))


def _label(owner: Path, root: Path) -> str:
    return owner.relative_to(root).as_posix()


def extract(root: Path = SOURCE, only: Iterable[str] = ()) -> tuple[dict[str, int], list[str]]:
    """Bring the catalogues up to date; `only` names the owners to write (all when empty).

    Returns the number of texts still without English by owner, and problems.
    """
    found, problems = gather(root)
    wanted = set(only)
    known: dict[Key, Entry] = {}
    for path in catalogues(root):
        known.update({k: e for k, e in read_catalogue(path).items() if any(e.forms)})
    missing: dict[str, int] = {}
    for owner in sorted({*found, *(p.parents[3] for p in catalogues(root))}):
        label = _label(owner, root)
        if wanted and label not in wanted:
            continue
        path, texts = owner / CATALOGUE, found.get(owner, {})
        entries = read_catalogue(path)
        entries = {
            key: entries[key] if any(entries.get(key, Entry(())).forms) else known.get(key, Entry(())) for key in texts
        }
        content = write_catalogue(texts.values(), entries)
        if not path.exists() or path.read_text(encoding="utf-8") != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = path.with_suffix(".po.new")
            fresh.write_text(content, encoding="utf-8")
            fresh.replace(path)
        missing[label] = sum(not all(e.forms) or not e.forms for e in entries.values())
    return missing, problems


def places(text: str) -> Counter[str]:
    """The places of a text that values are put into, with how often."""
    return Counter(_PLACE.findall(text.replace("%%", "")))


def faults_of(text: Text, entry: Entry | None) -> Iterator[str]:
    """What is wrong with the translation of one text."""
    if entry is None:
        yield "is missing in the catalogue (run extract)"
        return
    if entry.fuzzy:
        yield "is marked fuzzy: check it and take the mark away"
    forms = 2 if text.plural else 1
    if len(entry.forms) != forms or not all(entry.forms):
        yield "has no English yet"
        return
    expected = places(text.plural or text.key[1])
    for number, form in enumerate(entry.forms):
        given = places(form)
        # An English singular may leave the number out ("one day left").
        loose = forms == 2 and number == 0 and set(given) <= set(expected)
        # Named places may be repeated; unnamed ones are filled in order, so their number counts.
        same = set(given) == set(expected) and all(given[p] == expected[p] for p in ("%s", "%d"))
        if not same and not loose:
            yield f"has other places than its English: {sorted(expected)} and {sorted(given)}"


def check(root: Path = SOURCE, only: Iterable[str] = ()) -> list[str]:
    """All faults of the catalogues, one sentence each."""
    found, faults = gather(root)
    wanted = set(only)
    said: dict[Key, dict[tuple[str, ...], str]] = defaultdict(dict)
    for owner in sorted({*found, *(p.parents[3] for p in catalogues(root))}):
        label, texts = _label(owner, root), found.get(owner, {})
        entries = read_catalogue(owner / CATALOGUE)
        for key, entry in entries.items():
            if all(entry.forms):
                said[key].setdefault(entry.forms, label)
        if wanted and label not in wanted:
            continue
        for key, text in sorted(texts.items()):
            faults += [f"{label}: “{key[1]}” {fault}" for fault in faults_of(text, entries.get(key))]
        faults += [
            f"{label}: “{key[1]}” is not used any more (run extract)" for key in sorted(set(entries) - set(texts))
        ]
    for key, forms in said.items():
        if len(forms) > 1:
            both = "; ".join(f"{label}: “{form[0]}”" for form, label in forms.items())
            faults.append(f"“{key[1]}” has two translations: {both}")
    return faults


def compile_all(root: Path = SOURCE) -> list[Path]:
    """Write .mo files whose .po is newer; returns what was written. Reads nothing when all is up to date."""
    written: list[Path] = []
    for source in sorted(root.rglob("locale/*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import read_po

        with source.open("rb") as stream:
            catalogue = read_po(stream, locale=source.parents[1].name, abort_invalid=True)
        fresh = target.with_suffix(f".{id(catalogue)}.new")
        with fresh.open("wb") as stream:
            write_mo(stream, catalogue)
        fresh.replace(target)
        written.append(target)
    return written


def main(arguments: list[str]) -> int:
    """Command line; returns the exit code."""
    command, only = (arguments or [""])[0], [a.rstrip("/").removeprefix("src/lindung/") for a in arguments[1:]]
    if command == "extract":
        missing, problems = extract(only=only)
        for label, count in missing.items():
            print(f"{label}: {count} without English" if count else f"{label}: complete")
        print("\n".join(problems), end="\n" if problems else "")
        return 1 if problems else 0
    if command == "check":
        faults = check(only=only)
        print("\n".join(faults) if faults else "translations complete")
        return 1 if faults else 0
    if command == "compile":
        for path in compile_all():
            print(f"compiled {path.relative_to(SOURCE)}")
        return 0
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
