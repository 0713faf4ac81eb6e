"""Our short cuts in Jinja write what Jinja writes."""

from enum import Enum

import pytest
from flask.templating import Environment
from jinja2 import pass_context
from markupsafe import Markup

from app import create_app
from app.i18n import lazy_gettext, written_once
from app.web.templates import Templates

HOSTILE = """<script>alert("1 & '2'")</script>"""


class Colour(Enum):
    RED = "<red>"


class Text(str):
    """A text of its own class, as a library may give it."""

    __slots__ = ()


VALUES = (
    "", "plain", HOSTILE, Text(HOSTILE), Markup("<b>bold</b>"), Markup(""), 5, -1, True, None, 1.5, Colour.RED, [HOSTILE],
    {"a": HOSTILE}, b"<b>", Exception(HOSTILE),
)  # fmt: skip
TEMPLATES = (
    "{{ value }}",
    "<p>{{ value }} and {{ value }}</p>",
    "{{ value ~ '<i>' }}",
    "{% macro twice(one) %}{{ one }}{{ one }}{% endmacro %}{{ twice(value) }}",
    "{% macro around() %}<i>{{ caller() }}</i>{% endmacro %}{% call around() %}{{ value }}{% endcall %}",
    "{% set words %}{{ value }}<br>{% endset %}{{ words }}",
    "{{ value|string|upper }}{{ value|safe }}{{ value|e }}",
    "{% for each in [value, value] %}{{ loop.index }}{{ each }}{% endfor %}",
    "{% autoescape false %}{{ value }}{% endautoescape %}{% autoescape true %}{{ value }}{% endautoescape %}",
    "{{ absent }}{{ value.absent }}{{ join(value, last='<') }}{{ seen(value) }}{{ '<%s>'.__len__() }}",
)


@pass_context
def _seen(context, value):
    return f"{context['value'] is value}<"


@pytest.fixture(scope="module")
def application():
    return create_app()


def _environment(kind, application):
    environment = kind(application)
    environment.autoescape = True
    environment.globals |= {"join": lambda *given, **named: [*given, named], "seen": _seen}
    return environment


@pytest.mark.parametrize("source", TEMPLATES)
def test_a_page_is_written_as_jinja_writes_it(source, application):
    own, plain = (_environment(kind, application).from_string(source) for kind in (Templates, Environment))

    for value in VALUES:
        assert own.render(value=value) == plain.render(value=value), value


def test_without_escaping_texts_stay_as_they_are(application):
    environment = _environment(Templates, application)
    environment.autoescape = False

    assert environment.from_string("{{ value }}").render(value=HOSTILE) == HOSTILE


def test_loops_and_blocks_are_known_to_who_asks_for_the_context(application):
    @pass_context
    def each(context):
        return context["two"]

    environment = _environment(Templates, application)
    environment.globals["each"] = each
    source = "{% for one in 'ab' %}{% set two = one %}{{ each() }}{% endfor %}"

    assert environment.from_string(source).render() == "ab"


def test_what_a_macro_wrote_is_kept_by_language_and_by_what_it_was_given(monkeypatch):
    asked = []

    def macro(name):
        asked.append(name)
        return f"{name}!"

    shout = written_once(macro)
    for language in ("nl", "nl", "fr"):
        monkeypatch.setattr("app.i18n.current_language", lambda written_in=language: written_in)
        assert (shout("a"), shout("b")) == ("a!", "b!")

    assert asked == ["a", "b", "a", "b"]


def test_words_of_a_state_follow_the_language_of_who_reads(application):
    template = application.jinja_env.from_string(
        "{% from '_macros/ui.html' import reply_label, state_label %}{{ state_label('refused') }}, {{ reply_label('bounce') }}"
    )
    written = {}
    for language in ("nl", "fr", "en", "nl"):
        with application.test_request_context(headers={"Accept-Language": language}):
            written[language] = template.render()

    assert written["en"] == "Rejected, Could not be delivered"
    assert len(set(written.values())) == 3


def test_a_lazy_text_is_escaped_once(application):
    with application.test_request_context(headers={"Accept-Language": "en"}):
        page = application.jinja_env.from_string("{{ text }}").render(
            text=lazy_gettext("Letters & <demands>")
        )

    assert page == "Letters &amp; &lt;demands&gt;"
