"""What templates keep to, so that the content security policy can forbid inline code and style."""

import re
from collections.abc import Iterator

import pytest

from tests.guards.files import ROOT, TEMPLATES, name_of

INLINE = {
    "inline script": re.compile(r"<script\b(?![^>]*\bsrc\s*=)", re.IGNORECASE),
    "inline style": re.compile(r"<style\b", re.IGNORECASE),
    "style attribute": re.compile(r"<[a-z][^<>]*\sstyle\s*=", re.IGNORECASE),
    "event handler": re.compile(r"<[a-z][^<>]*\son[a-z]+\s*=", re.IGNORECASE),
    "javascript address": re.compile(r"[\"']\s*javascript:", re.IGNORECASE),
}
# Switches off the escaping of what people wrote.
RAW = re.compile(r"\|\s*safe\b|\bautoescape\s+false|Markup\(")
MAY_BE_RAW = {"templates/_macros/icons.html"}  # drawings that stand in the template itself


def _pages() -> list[tuple[str, str]]:
    return [(name_of(one), one.read_text(encoding="utf-8")) for one in sorted(TEMPLATES.rglob("*.html"))]


def _inline_parts(html: str) -> Iterator[str]:
    for what, pattern in INLINE.items():
        if pattern.search(html):
            yield what


def test_no_template_holds_code_or_style_of_its_own():
    assert [f"{name}: {what}" for name, html in _pages() for what in _inline_parts(html)] == []


def test_no_template_switches_escaping_off():
    assert [name for name, html in _pages() if RAW.search(html) and name not in MAY_BE_RAW] == []


@pytest.mark.parametrize(
    ("html", "what"),
    [
        ("<script>x()</script>", "inline script"),
        ('<script type="module">x()</script>', "inline script"),
        ("<style>p {}</style>", "inline style"),
        ('<p class="a" style="color: red">', "style attribute"),
        ('<button type="button" onclick="x()">', "event handler"),
        ('<a href="javascript:x()">', "javascript address"),
    ],
)
def test_inline_parts_are_seen(html: str, what: str):
    assert list(_inline_parts(html)) == [what]


@pytest.mark.parametrize(
    "html",
    [
        '<script src="{{ url }}"></script>',
        '<p data-style="x">',
        "<p>on = off</p>",
        '<p lang="nl">one=two</p>',
    ],
)
def test_what_only_looks_like_it_passes(html: str):
    assert list(_inline_parts(html)) == []


def test_every_file_of_a_page_is_there():
    named = re.compile(r"""url_for\(\s*["']static["']\s*,\s*filename\s*=\s*["']([^"']+)["']\s*[,)]""")
    asked = {(name, path) for name, html in _pages() for path in named.findall(html)}
    assert [one for one in asked if not (ROOT / "app" / "static" / one[1]).is_file()] == []
