"""Four times the text takes about four times as long, whatever stands in it."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.documents.recognition import recognise
from app.text.cuts import cut_documents
from benchmarks.worst_texts import FRAMES, RUNS

SHORT, TIMES = 6_000, 4
# CPU, not the clock on the wall; a square would be 16, and very short runs are all noise.
LARGEST_RATIO, LEAST_SECONDS = 9, 0.3
FRAGMENTS = [
    *RUNS.values(),
    "Bijlage",
    ": ",
    "STATUS",
    " (PvdX)",
    "[1]",
    "**",
    "|",
    "Jan ",
    "?",
    ";",
    "I. ",
    "a) ",
]


def cpu_of(text):
    start = time.process_time()
    for cut in cut_documents(text):
        recognise(text, cut, "nl", [])
    return time.process_time() - start


def is_linear(run, frame):
    """Take the best of three tries where the first is slow: other work on the machine only ever adds."""
    before, after = frame
    long = before + run * (SHORT * TIMES // len(run)) + after
    short = before + run * (SHORT // len(run)) + after
    return any(_is_fast(short, long) for _ in range(3))


def _is_fast(short, long):
    seconds = cpu_of(long)
    return seconds < LEAST_SECONDS or seconds < LARGEST_RATIO * cpu_of(short)


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_runs_are_read_in_linear_time(run, frame):
    assert is_linear(run, frame)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=5), st.sampled_from(list(FRAMES.values())))
def test_any_fragments_repeated_are_read_in_linear_time(parts, frame):
    assert is_linear("".join(parts), frame)
