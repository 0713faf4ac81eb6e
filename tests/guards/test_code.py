"""What every module of the program keeps to, read from its syntax tree."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.guards.files import APP, list_modules, name_of, parse

MOST_LINES = 450
CLOCK = APP / "clock.py"
# Reading the time of day. Measuring how long something takes (time.monotonic, time.perf_counter) is something else.
READS_THE_TIME = {
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
    "time.ctime",
    "time.strftime",
    "sqlalchemy.func.now",
    "sqlalchemy.func.current_timestamp",
    "sqlalchemy.func.current_date",
}


def _imported_names(tree: ast.Module) -> dict[str, str]:
    """Return local name -> full name of everything that a module imports: `dt` -> `datetime.datetime`."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for one in node.names:
                names[one.asname or one.name.split(".")[0]] = (
                    one.name if one.asname else one.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module:
            for one in node.names:
                names[one.asname or one.name] = f"{node.module}.{one.name}"
    return names


def _full_name(node: ast.AST, names: dict[str, str]) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_full_name(node.value, names)}.{node.attr}"
    return names.get(node.id, node.id) if isinstance(node, ast.Name) else ""


def _clock_reads(tree: ast.Module) -> Iterator[str]:
    names = _imported_names(tree)
    for node in ast.walk(tree):
        full_name = _full_name(node, names)
        if full_name in READS_THE_TIME:
            yield f"line {node.lineno}: {full_name}"


def _bare_definitions(tree: ast.Module) -> Iterator[str]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    for node in tree.body:
        if isinstance(node, kinds) and not node.name.startswith("_") and not ast.get_docstring(node):
            yield node.name


def _is_view(node: ast.FunctionDef) -> bool:
    """Tell whether a function is registered under an address: a decorator of a blueprint."""
    methods = {"route", "get", "post", "put", "patch", "delete"}
    calls = (one.func for one in node.decorator_list if isinstance(one, ast.Call))
    return any(
        isinstance(call, ast.Attribute)
        and call.attr in methods
        and isinstance(call.value, ast.Name)
        and call.value.id.endswith("blueprint")
        for call in calls
    )


def test_every_public_function_and_class_says_what_it_is_for():
    silent = [f"{name_of(one)}: {name}" for one in list_modules() for name in _bare_definitions(parse(one))]
    assert silent == []


def test_every_view_says_what_it_shows_or_does():
    views = [
        (module, node)
        for module in list_modules()
        for node in ast.walk(parse(module))
        if isinstance(node, ast.FunctionDef) and _is_view(node)
    ]
    assert len(views) > 20, "the guard no longer recognises views"
    assert [f"{name_of(module)}: {node.name}" for module, node in views if not ast.get_docstring(node)] == []


def test_no_module_grows_a_second_subject():
    lengths = {name_of(one): len(one.read_text(encoding="utf-8").splitlines()) for one in list_modules()}
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}


def test_nobody_but_the_clock_reads_the_time():
    reads = [
        f"{name_of(one)}, {read}"
        for one in list_modules()
        if one != CLOCK
        for read in _clock_reads(parse(one))
    ]
    assert reads == []


@pytest.mark.parametrize(
    "code",
    [
        "import datetime\ndatetime.datetime.now()",
        "from datetime import datetime as dt\ndt.now(tz)",
        "from datetime import date\nday = date.today",
        "import time\ntime.time()",
        "from time import time\ntime()",
        "from sqlalchemy import func\nfunc.now()",
    ],
)
def test_a_read_of_the_time_is_seen_however_it_is_imported(code: str):
    assert list(_clock_reads(ast.parse(code)))


def test_measuring_a_duration_is_no_read_of_the_time():
    assert not list(
        _clock_reads(ast.parse("import time\ntime.monotonic()\nfrom app import clock\nclock.now()"))
    )


def test_migrations_import_nothing_of_the_program():
    versions = sorted((Path(APP).parent / "migrations" / "versions").glob("*.py"))
    assert versions, "no migrations found"
    own = [
        f"{name_of(one)}: {name}"
        for one in versions
        for name in _imported_names(parse(one)).values()
        if name.split(".")[0] == "app"
    ]
    assert own == []
