"""Catalogues of the interface: gathering texts, bringing them into each language, saying what is missing.

Run as `python -m tools.translations update|check`.
"""

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "app" / "translations"
LANGUAGES = ("nl", "fr")  # English is what the texts are written in
KEYWORDS = dict(DEFAULT_KEYWORDS) | {
    "_l": None,
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "lazy_pgettext": ((1, "c"), 2),
}
WIDTH = 110
# A catalogue says what it translates; when and by whom is what version control is for.
KEPT_HEADERS = ("Language", "Plural-Forms", "MIME-Version", "Content-Type", "Content-Transfer-Encoding")
_PLACE = re.compile(r"%\((\w+)\)[a-z]|\{(\w+)\}")


class ExtractedCatalog(Catalog):
    """A catalogue whose header tells nothing but how to read it."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """Return the lines of the header."""
        return [(name, value) for name, value in super().mime_headers if name in KEPT_HEADERS]


def extract() -> Catalog:
    """Return every text of code and templates that is shown to people, as babel.cfg finds them."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file, "babel.cfg")
    template = Catalog(charset="utf-8")
    found = extract_from_dir(
        ROOT, methods, options, KEYWORDS, directory_filter=lambda name: not _is_foreign(name)
    )
    for _file, _line, texts, _comments, context in found:
        template.add(texts, context=context)
    return template


def _is_foreign(folder: str) -> bool:
    return Path(folder).name.startswith((".", "__"))


def path_of(language: str) -> Path:
    """Return where a language's catalogue lies."""
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


def read(language: str) -> Catalog:
    """Return a language's catalogue; an empty one when there is none yet."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update() -> None:
    """Bring the texts of today into each catalogue: new ones empty, those that are gone left out, in fixed order."""
    template = extract()
    for language in LANGUAGES:
        catalog = read(language)
        catalog.update(template, no_fuzzy_matching=True)
        _write(catalog, language)


def _write(catalog: Catalog, language: str) -> None:
    written = ExtractedCatalog(locale=language, charset="utf-8", header_comment="", fuzzy=False)
    for message in catalog:
        if message.id:
            written.add(message.id, message.string, flags=message.flags, context=message.context)
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, written, width=WIDTH, no_location=True, sort_output=True)


def list_problems(language: str, template: Catalog) -> Iterator[str]:
    """Say what keeps a language's catalogue from being whole, one sentence a text."""
    catalog = read(language)
    wanted = {
        (one.id if isinstance(one.id, str) else one.id[0], one.context): one for one in template if one.id
    }
    for (text, context), message in wanted.items():
        translated = catalog.get(text, context)
        if translated is None:
            yield f"{language}: not in the catalogue (make translations): {text!r}"
        else:
            yield from (f"{language}: {what}: {text!r}" for what in _faults(message, translated, catalog))
    for one in catalog:
        text = one.id if isinstance(one.id, str) else one.id[0]
        if text and (text, one.context) not in wanted:
            yield f"{language}: no longer used (make translations): {text!r}"


def _faults(message: Message, translated: Message, catalog: Catalog) -> Iterator[str]:
    ids = (message.id,) if isinstance(message.id, str) else message.id
    forms = (translated.string,) if isinstance(translated.string, str) else tuple(translated.string or ())
    if translated.fuzzy:
        yield "marked fuzzy"
    if len(ids) > 1 and (not isinstance(translated.id, tuple | list) or len(forms) != catalog.num_plurals):
        yield f"needs {catalog.num_plurals} forms for numbers"
    elif not all(forms):
        yield "not translated"
    elif not all(_fits(ids, form) for form in forms):
        yield "other places in braces than the English text"


def _fits(ids: Sequence[str], form: str) -> bool:
    """Tell whether a translation has the places of the text; a form for one thing may leave its number out."""
    everywhere = [_places(text) for text in ids]
    required = set.intersection(*everywhere) - ({"num"} if len(ids) > 1 else set())
    return required <= _places(form) <= set.union(*everywhere)


def _places(text: str) -> set[str]:
    """Return the names that are filled in.

    >>> sorted(_places("%(count)s of {total}"))
    ['count', 'total']
    """
    return {percent or brace for percent, brace in _PLACE.findall(text)}


def main(arguments: list[str]) -> int:
    """Update the catalogues, or check them; return the exit status."""
    if arguments == ["update"]:
        update()
        return 0
    if arguments != ["check"]:
        print("python -m tools.translations update|check", file=sys.stderr)
        return 2
    template = extract()
    problems = [problem for language in LANGUAGES for problem in list_problems(language, template)]
    print(*problems, sep="\n", end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
