"""Any noise of printing leaves a passage `same`; any other digit or word in it never does.

WEERWOORD_EXAMPLES says how many cases are tried (`make bench`: 10,000 of each).
"""

import os
import unicodedata

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from app.text.anchors import key_of
from app.text.carry import CarryState, carry_passages

EXAMPLES = int(os.environ.get("WEERWOORD_EXAMPLES", "200"))
often = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow, HealthCheck.data_too_large],
)

TEXT = (
    "Geachte mevrouw Peeters,\n\nMet aandacht las ik uw brief van 3 maart 2026 over het tolverdrag. De regering zal het"
    " “tolverdrag” vóór de zomer aan het parlement voorleggen; er komt géén nieuwe heffing op officiële voertuigen."
    " Er is 12,5 miljoen euro voorzien (artikel 21 501-20), waarvan 2,5 miljoen voor de diensten in Genève.\n\n"
    "Nous ne signerons pas l’accord tant que la différence n’est pas réglée. Il ne faut rien y voir d’autre.⁵ Le coût"
    " s’élève à 10² francs. \fThe office will not be reopened before 2027; the figures of 2021-27 stay as they are."
    " De regering zal het “tolverdrag” vóór de zomer aan het parlement voorleggen. De CNCD-11.11.11 werd ingelicht."
    " Het bĳzondere fiscale effect is -5 procent.\n\nHoogachtend,\nde minister van Financiën"
)
LIGATURES = {"ff": "ﬀ", "fi": "ﬁ", "fl": "ﬂ", "ij": "ĳ"}
QUOTES = "'\"‘’“”„«»"
LETTERS = "abcdefghijklmnopqrstuvwxyzé"


def is_dash_of_number(text, place):
    """Tell whether a blank here would part a dash from its number: that is other words ("- 5", "CNCD -11")."""
    return any(
        "-" in near and any(c.isdigit() for c in near) for near in (text[max(0, place - 2) : place + 2],)
    )


def put_in(text, place, noise):
    """Return the text with one piece of noise, and how far what comes after it was shifted."""
    if noise == "ligature":
        for plain, ligature in LIGATURES.items():
            found = text.find(plain, place)
            if found >= 0:
                return text[:found] + ligature + text[found + len(plain) :]
        return text
    if noise in QUOTES:
        found = next((at for at in range(place, len(text)) if text[at] in QUOTES), None)
        return text if found is None else text[:found] + noise + text[found + 1 :]
    if noise == "joined":
        found = next((at for at in range(place, len(text)) if text[at].isspace()), None)
        return text if found is None or is_dash_of_number(text, found) else text[:found] + text[found + 1 :]
    if noise.startswith("-"):
        inside = 0 < place < len(text) and text[place - 1].isalpha() and text[place].isalpha()
        return text[:place] + noise + text[place:] if inside else text
    if is_dash_of_number(text, place):
        return text
    return text[:place] + noise + text[place:]


noises = st.sampled_from(
    [" ", "\n", "\u00a0", "\t ", "\f", "\u00ad", "\u200b", "**", "-", "-\n", "ligature", "joined", *QUOTES]
)
spans = st.tuples(st.integers(0, len(TEXT) - 1), st.one_of(st.integers(1, 12), st.integers(13, 300))).map(
    lambda pair: (pair[0], min(len(TEXT), pair[0] + pair[1]))
)


@often
@given(span=spans, noise=st.lists(st.tuples(st.integers(0, len(TEXT)), noises), max_size=12), data=st.data())
def test_noise_of_printing_never_leaves_same(span, noise, data):
    quote = key_of(TEXT[slice(*span)]).text
    assume(quote)
    new = TEXT
    for place, kind in noise:
        new = put_in(new, min(place, len(new)), kind)
    if data.draw(st.booleans()):
        new = unicodedata.normalize("NFD", new)

    (carried,) = carry_passages(TEXT, new, [span])

    assert carried.state is CarryState.SAME
    assert new[carried.start : carried.end] == carried.exact
    # At an edge it may be half a ligature, or cut from a mark that says something only beside its number ("10" and "²").
    assert quote.strip("-²'") in key_of(carried.exact).text


@often
@given(span=spans, data=st.data())
def test_another_digit_never_stays_same(span, data):
    digits = [at for at in range(*span) if TEXT[at].isdecimal()]
    assume(digits)
    at = data.draw(st.sampled_from(digits))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != TEXT[at]]))

    (carried,) = carry_passages(TEXT, TEXT[:at] + other + TEXT[at + 1 :], [span])

    assert carried.state is not CarryState.SAME


@often
@given(span=spans, word=st.text(LETTERS, max_size=10), data=st.data())
def test_another_word_never_stays_same(span, word, data):
    start, end = span
    words = [
        (first, last)
        for first, last in word_places()
        if start <= first and last <= end and TEXT[first:last] != word
    ]
    assume(words)
    first, last = data.draw(st.sampled_from(words))
    new = TEXT[:first] + word + TEXT[last:]

    (carried,) = carry_passages(TEXT, new, [span])

    assert carried.state is not CarryState.SAME


def word_places():
    """Yield (start, end) of the words of the text."""
    start = None
    for at, character in enumerate(TEXT + " "):
        if character.isalpha():
            start = at if start is None else start
        elif start is not None:
            yield start, at
            start = None
