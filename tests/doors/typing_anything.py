"""What hypothesis types into forms, and how much of it: more with WEERWOORD_FUZZ=thorough."""

import os
from typing import Any
from urllib.parse import quote_from_bytes

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from tests.doors.forms import Fields, PageForm

# Both find the same every time, so that nobody's change fails by another's luck; `thorough` looks further.
_QUIET: dict[str, Any] = {
    "derandomize": True,
    "deadline": None,
    "database": None,
    # A form is shown as it failed: making it smaller takes minutes.
    "phases": (Phase.generate,),
    # The database is put back after each form by the test itself.
    "suppress_health_check": list(HealthCheck),
}
settings.register_profile("doors", max_examples=300, **_QUIET)
settings.register_profile("thorough", **{**_QUIET, "derandomize": False}, max_examples=20_000)
FUZZ = settings.get_profile("thorough" if os.environ.get("WEERWOORD_FUZZ") == "thorough" else "doors")

# Bytes as they travel: some are no UTF-8 at all, and half of a surrogate pair is no character.
NASTY = (
    "",
    " ",
    "\x00",
    "een\x00woord met een nul",
    "'\"`;--\\ %s %(x)s {y} ${z} <b>&amp;</script>",
    "\u05e9\u05dc\u05d5\u05dd \u202e\u0645\u0631\u062d\u0628\u0627\u202c \U0001f468\u200d\U0001f469 e\u0301 \u00a0\u200b\u2028",
    "\ud800",
    "een helft \udfff van een paar",
    "regel\r\nregel\rregel\nregel\x85regel\u2029",
    "\x1b[31m\x07\x08\x7f",
    "x" * 100_000,
    "woord " * 20_000,
)
NUMBERS = (
    "0",
    "-1",
    "1",
    "2147483647",
    "2147483648",
    "9223372036854775808",
    "9" * 5000,
    "1e9",
    "٣",
    "²",
    "0x1",
    "NaN",
    "1.5",
    " 1",
)
DAYS = (
    "0-0-0",
    "31-2-2026",
    "1-1-0001",
    "31-12-9999",
    "1-1-10000",
    "2026-02-30",
    "5-6-2026",
    "1-1-" + "9" * 400,
    "morgen",
)


def _values(form: PageForm, name: str) -> st.SearchStrategy[str]:
    own = [*form.fields.get(name, ()), *form.choices.get(name, ())]
    kinds: list[st.SearchStrategy[str]] = [
        st.sampled_from(NASTY),
        st.sampled_from(NUMBERS),
        st.sampled_from(DAYS),
        st.text(st.characters(codec=None), max_size=60),
    ]
    if own:
        kinds += [st.sampled_from(own)] * 3  # mostly what the page offers, so that the rest gets through
    return st.one_of(kinds)


@st.composite
def filled(draw: st.DrawFn, form: PageForm) -> Fields:
    """Return a form filled in: each field as it was, missing, once, or more than once, and some that it has not."""
    fields: Fields = {}
    for name in sorted({*form.fields, *form.choices}):
        how = draw(st.sampled_from(("as it was", "as it was", "typed", "typed", "missing", "repeated")))
        if how == "as it was":
            fields[name] = list(form.fields.get(name, ()))
        elif how != "missing":
            times = 1 if how == "typed" else 3
            fields[name] = [draw(_values(form, name)) for _ in range(times)]
    if draw(st.booleans()):
        fields[draw(st.sampled_from(("id", "campaign_id", "", "parts-0-x", "version", "\x00")))] = ["1"]
    return fields


def encoded(fields: Fields) -> bytes:
    """Return fields as a browser, or somebody who plays one, would send them; surrogates travel as bytes."""
    pairs = ((name, value) for name, values in fields.items() for value in values)
    return "&".join(
        f"{quote_from_bytes(name.encode('utf-8', 'surrogatepass'))}={quote_from_bytes(value.encode('utf-8', 'surrogatepass'))}"
        for name, value in pairs
    ).encode()
