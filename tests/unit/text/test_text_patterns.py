"""No text can make a pattern run for ever: no unbounded repetition stands inside another repetition."""

import importlib
import pkgutil
import re
from re import _constants as constants
from re import _parser as parser

import pytest

import app.documents.extract
import app.text
from app.text.references import load_patterns

MODULES = [
    importlib.import_module(found.name)
    for package in (app.text, app.documents.extract)
    for found in pkgutil.iter_modules(package.__path__, package.__name__ + ".")
]
PATTERNS = [
    pytest.param(value, id=f"{module.__name__}.{name}")
    for module in MODULES
    for name, value in vars(module).items()
    if isinstance(value, re.Pattern)
] + [pytest.param(entry.pattern, id=f"references.{entry.kind}") for entry in load_patterns()]
REPEATS = {constants.MAX_REPEAT, constants.MIN_REPEAT, constants.POSSESSIVE_REPEAT}


def unbounded_inside_a_repeat(parsed, *, inside):
    for operator, argument in parsed:
        if operator in REPEATS:
            _, high, body = argument
            is_unbounded = high is constants.MAXREPEAT
            if (inside and is_unbounded) or unbounded_inside_a_repeat(body, inside=inside or high > 1):
                return True
            continue
        inner = {constants.SUBPATTERN: lambda found: [found[-1]], constants.BRANCH: lambda found: found[1]}
        bodies = inner[operator](argument) if operator in inner else []
        if any(unbounded_inside_a_repeat(body, inside=inside) for body in bodies):
            return True
    return False


@pytest.mark.parametrize("pattern", PATTERNS)
def test_no_repetition_without_a_bound_stands_inside_a_repetition(pattern):
    assert not unbounded_inside_a_repeat(parser.parse(pattern.pattern, pattern.flags), inside=False)


def test_the_check_knows_a_bad_pattern():
    assert unbounded_inside_a_repeat(parser.parse(r"(?:a+b?)*c"), inside=False)
