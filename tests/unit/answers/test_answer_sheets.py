from hypothesis import given, settings
from hypothesis import strategies as st

from app.answers.sheets import Mark, lay_out, only_unlinked, without_bold_marks
from app.answers.values import DemandState

TEXT = "Kop\n\nEen **twee** drie.\nVier vijf.\n\n\nZes zeven."


def mark(words, position=1, state=DemandState.PARTLY):
    start = TEXT.index(words)
    return Mark(position * 10, start, start + len(words), position, str(position), state)


def segments(*marks, start=0, end=None):
    return [
        segment
        for paragraph in lay_out(TEXT, start, end or len(TEXT), marks)
        for segment in paragraph.segments
    ]


def test_paragraphs_are_cut_at_empty_lines():
    paragraphs = lay_out(TEXT, 0, len(TEXT), [])
    assert ["".join(segment.text for segment in one.segments) for one in paragraphs] == [
        "Kop",
        "Een **twee** drie.\nVier vijf.",
        "Zes zeven.",
    ]


def test_overlap_is_a_segment_of_its_own():
    found = [
        (one.text, one.positions) for one in segments(mark("Vier vijf"), mark("vijf.", 2)) if one.positions
    ]
    assert found == [("Vier ", (1,)), ("vijf", (1, 2)), (".", (2,))]


def test_first_demand_gives_the_tint_and_labels_stand_once():
    [both] = [
        one
        for one in segments(
            mark("Zes", 2, DemandState.REFUSED), mark("Zes", 1, DemandState.GRANTED), mark("Zes", 1)
        )
        if one.positions
    ]
    assert (both.positions, both.labels, both.state) == ((1, 2), ("1", "2"), DemandState.GRANTED)


def test_passage_over_paragraphs_opens_once():
    whole = Mark(7, TEXT.index("drie"), TEXT.index("zeven"), 1, "1", DemandState.PARTLY)
    assert [one.text for one in segments(whole) if one.opens == (7,)] == ["drie.\nVier vijf."]
    assert "".join(one.text for one in segments(whole) if one.positions) == "drie.\nVier vijf.Zes "


def test_stars_around_bold_print_are_marked_and_kept():
    found = {one.text: (one.is_bold, one.is_markup) for one in segments() if one.is_bold}
    assert found == {"**": (True, True), "twee": (True, False)}


def test_text_outside_the_reply_is_left_out():
    start = TEXT.index("Een")
    assert "".join(one.text for one in segments(mark("Kop"), start=start, end=start + 3)) == "Een"


def test_quoted_words_lose_their_stars():
    assert without_bold_marks("**Een** en **twee\ndrie**") == "Een en twee\ndrie"
    assert without_bold_marks("2 * 3 ** 4") == "2 * 3 ** 4"


def test_filter_keeps_paragraphs_with_words_that_answer_nothing():
    kept = only_unlinked(lay_out(TEXT, 0, len(TEXT), [mark("Kop"), mark("Zes")]))
    assert [one.segments[-1].text for one in kept] == [" drie.\nVier vijf.", " zeven."]


_ranges = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).filter(
    lambda pair: pair[0] < pair[1]
)


@settings(max_examples=80)
@given(st.lists(_ranges, max_size=5))
def test_segments_are_the_text_and_carry_exactly_their_marks(ranges):
    marks = [
        Mark(number, start, end, number, str(number), DemandState.PARTLY)
        for number, (start, end) in enumerate(ranges, start=1)
    ]
    for one in segments(*marks):
        stop = one.start + len(one.text)
        assert TEXT[one.start : stop] == one.text
        covering = {mark.position for mark in marks if mark.start < stop and mark.end > one.start}
        assert set(one.positions) == covering
