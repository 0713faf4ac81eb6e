"""Texts that make bad patterns slow: long runs, and fragments of letters repeated."""

from collections.abc import Iterator

RUNS = {
    "blanks": " ",
    "digits": "1",
    "quote marks of mail": ">",
    "one letter": "a",
    "capitals": "A ",
    "list marks": "1. ",
    "lines of list marks": "1. a\n",
    "numbered headings": "1. A\n\n",
    "roman marks": "IV. a\n",
    "letters and bullets": "a) ik\n- x?\n",
    "bullets": "- a\n",
    "rows of a table": "| a | b |\n",
    "months": "Jan\n",
    "years": "2026\n",
    "sub-demands": "1.a x\n",
    "quotes": '"',
    "curly quotes": "“‘",
    "newlines": "\n",
    "blank lines": " \n\n",
    "tabs": "\t",
    "table cells": "1.\ta\t",
    "full stops": ". ",
    "question marks": "a? ",
    "questions": "1. a?\n",
    "brackets": "(",
    "dates": "2 maart 2026 ",
    "half dates": "2 maart ",
    "relative dates": "mars dernier ",
    "superscripts": "¹²",
    "marks and notes": "a¹\n¹ b\n",
    "addresses of web pages": "https://a.be/",
    "references": "Kamerstuk 21 501-20 nr. 1634 ",
    "labels": "Ons kenmerk: ",
    "greetings": "Geachte heer,\n",
    "closings": "Hoogachtend,\n",
    "enclosures": "Bijlage: a;b\n",
    "requests": "wij vragen u om ",
    "announcements": "Wij vragen u:\n",
    "announced bullets": "Wij vragen:\n- a\n- b\n",
    "announcements with a mark": "I. Wij vragen:\n- a\n- b\n",
    "what others ask": "roept u ",
    "statuses": "Status\nUitgevoerd\n",
    "scorecard sections": "1.1 A\nEXACTE TEKST\nb\nSTATUS\nUitgevoerd\n",
    "names of ministers": "Jan Maes (PvdX), ",
    "gaps and titles": "Aan    de heer ",
}
# What a whole document has to hold for the parts of a recogniser to be tried at all.
FRAMES = {
    "letter": ("Geachte minister,\n\nWij vragen u:\n", "\n\nHoogachtend,\nJan Maes\n"),
    "scorecard": ("SCORECARD\n\n1.1 A\n\nEXACTE TEKST\n\n", "\n\nSTATUS\n\nUitgevoerd\n"),
}


def texts_of(length: int) -> Iterator[tuple[str, str]]:
    """Yield name and text of each run, bare and inside a letter and a scorecard, of about `length` characters."""
    for name, run in RUNS.items():
        body = run * (length // len(run))
        yield name, body
        for frame, (before, after) in FRAMES.items():
            yield f"{name}, in a {frame}", f"{before}{body}{after}"
