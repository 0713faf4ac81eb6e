"""Languages of the interface: choosing one, and dates and numbers in it."""

from collections.abc import Callable, Hashable
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from flask import Flask, current_app, g, has_app_context, has_request_context, request, session
from flask_babel import Babel, force_locale, get_locale
from flask_babel.speaklater import LazyString
from flask_login import current_user
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup, escape

_TRANSLATIONS = Path(__file__).parent / "translations"
_catalogues: dict[str, NullTranslations] = {}


def current_language() -> str:
    """Return the language that is being written in now: nl, fr or en."""
    # A page asks a hundred times: so where Flask-Babel keeps its answer is looked at, and through no proxy.
    kept = g._get_current_object().get("_flask_babel") if has_app_context() else None
    locale = getattr(kept, "babel_locale", None) or get_locale()
    return locale.language if locale is not None else "en"


def _catalogue() -> NullTranslations:
    """Return the texts of the language that is being written in now, read from its file once a process."""
    language = current_language()
    if language not in _catalogues:
        _catalogues[language] = Translations.load(_TRANSLATIONS, [language])
    return _catalogues[language]


def gettext(text: str, **values: object) -> str:
    """Return a text in the language that is being written in, with its places (`%(name)s`) filled.

    Flask-Babel's own asks five times which application, request and language it is in; a page has forty such texts.
    """
    words: str = _catalogue().ugettext(text)
    return words % values if values else words


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """Return the form of a text that goes with a count, which fills `%(num)s`."""
    words: str = _catalogue().ungettext(one, many, num)
    return words % {"num": num, **values}


class LazyText(LazyString):  # type: ignore[misc]  # the library has no types
    """A text that is written in the language of its reader, whenever it is written."""

    def __html__(self) -> str:
        """Write it for a page; without this a page writes it twice."""
        return str(escape(str(self)))


def lazy_gettext(text: str, **values: object) -> LazyText:
    """Return a text for a constant: which language it is in is decided when it is shown."""
    return LazyText(gettext, text, **values)


# Languages that letters and replies are written in; pages exist in the first three.
DOCUMENT_LANGUAGES = (
    ("nl", lazy_gettext("Dutch")),
    ("fr", lazy_gettext("French")),
    ("en", lazy_gettext("English")),
    ("de", lazy_gettext("German")),
)
LANGUAGES = {"nl": "Nederlands", "fr": "Français", "en": "English"}
# Belgian forms of dates and numbers: day-month-year in all three languages.
_REGIONS = {"nl": "nl_BE", "fr": "fr_BE", "en": "en_GB"}


def select_language() -> str:
    """Return the language of this request: the one chosen, else the user's, else the browser's, else the setting."""
    default: str = current_app.extensions["settings"].language
    if not has_request_context():
        return default
    chosen = session.get("language")
    if chosen in LANGUAGES:
        return str(chosen)
    if current_user and current_user.is_authenticated:
        return str(current_user.language.value)
    return request.accept_languages.best_match(list(LANGUAGES), default) or default


def select_zone() -> str:
    """Return the time zone in which moments are shown: the user's, else the setting."""
    if has_request_context() and current_user and current_user.is_authenticated:
        return str(current_user.zone)
    return str(current_app.extensions["settings"].zone)


def _current_zone() -> str:
    """Return the time zone of this request, which is asked for at each moment of a page."""
    here = g._get_current_object()
    if "zone" not in here:
        here.zone = select_zone()
    return str(here.zone)


@pass_eval_context
def _translate(context: EvalContext, text: str, **values: object) -> str:
    """Return a text of a template in the language that is being written in, with its places filled.

    What the extension does with `_`, in one call instead of four.
    """
    with_places, as_it_is = _forms_of(current_language(), text, is_markup=bool(context.autoescape))
    return with_places % values if values else as_it_is


@lru_cache(maxsize=8192)
def _forms_of(_language: str, text: str, *, is_markup: bool) -> tuple[str, str]:
    words: str = _catalogue().ugettext(text)
    if is_markup:
        words = Markup(words)  # noqa: S704  our own catalogue; values are escaped when they are filled in
    # A text without values is a pattern too: "%%" in it is one "%". One with places that nothing fills is shown as it is.
    return words, words if "%(" in words else words % {}


def written_once(macro: Callable[..., str]) -> Callable[..., str]:
    """Return a macro that writes what it has written before, once it was asked for the same in the same language.

    For what every reader sees alike, as an icon or the word for a state; nobody's data passes here.
    """

    @lru_cache(maxsize=1024)
    def write(_language: str, *given: Hashable) -> str:
        return macro(*given)

    return lambda *given: write(current_language(), *given)


def number_in_words(number: int, language: str) -> str:
    """Write a count with its thousands apart.

    >>> number_in_words(3412, "nl")
    '3.412'
    """
    return format_decimal(number, locale=_REGIONS[language]) if number > 999 else str(number)  # noqa: PLR2004


@lru_cache(maxsize=8192)
def day_in_words(day: date, language: str) -> str:
    """Write a day out, as `5 juni 2026`, `1er juin 2026` or `5 June 2026`.

    >>> day_in_words(date(2026, 6, 5), "nl")
    '5 juni 2026'
    """
    words = format_date(day, "long", locale=_REGIONS[language])
    # French writes the first of a month as an ordinal.
    return f"1er {words[2:]}" if language == "fr" and day.day == 1 else words


@lru_cache(maxsize=8192)
def moment_in_words(moment: datetime, language: str, zone: str) -> str:
    """Write a moment out in a time zone: `5 juni 2026 om 10:12`."""
    return format_datetime(moment.astimezone(ZoneInfo(zone)), "d MMMM y, HH:mm", locale=_REGIONS[language])


def init_app(app: Flask) -> None:
    """Set up translations and the template filters `day`, `moment` and `size`."""
    Babel(
        app,
        locale_selector=select_language,
        timezone_selector=select_zone,
        default_domain="messages",
        default_translation_directories="translations",
    )

    # What Flask-Babel installs looks up request, application and catalogue for each of a page's hundreds of texts.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # the extension's own method
        gettext=lambda text: _catalogue().ugettext(text),
        ngettext=lambda one, many, number: _catalogue().ungettext(one, many, number),
        newstyle=True,
    )
    app.jinja_env.globals |= {"_": _translate, "written_once": written_once}

    @app.template_filter("day")
    def _day(day: date | None) -> str:
        return "" if day is None else day_in_words(day, current_language())

    @app.template_filter("number")
    def _number(number: int) -> str:
        """Write a count with its thousands apart: `3.412`, `3 412` or `3,412`."""
        return number_in_words(number, current_language())

    @app.template_filter("size")
    def _size(size: int) -> str:
        """Write a number of bytes as kilobytes: `0,7 kB`, in French `0,7 ko`."""
        unit = "ko" if current_language() == "fr" else "kB"
        return f"{format_decimal(max(size / 1000, 0.1), format='#,##0.#', locale=_REGIONS[current_language()])} {unit}"

    @app.template_filter("moment")
    def _moment(moment: datetime | None) -> str:
        return "" if moment is None else moment_in_words(moment, current_language(), _current_zone())


__all__ = [
    "DOCUMENT_LANGUAGES",
    "LANGUAGES",
    "current_language",
    "day_in_words",
    "force_locale",
    "gettext",
    "init_app",
    "lazy_gettext",
    "moment_in_words",
    "ngettext",
]
