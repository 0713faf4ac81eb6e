"""The headers of our pages, graded by the program that grades public sites; it runs here and asks nobody else."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.settings import ROOT
from tests.web_server import serving

pytestmark = pytest.mark.node

TOOL = ROOT / "tools" / "observatory"
BUILD = ROOT / "build" / "observatory"
NODE = shutil.which("node")
# No HTTPS here: the proxy in front brings it, and with it the two things that these tests ask for.
HTTPS_TESTS = {"strictTransportSecurityTest", "redirectionTest"}
PAGES = (
    "/sign-in",
    "/forgotten-password",
    "/static/css/base.css",
    "/static/js/forms.js",
    "/static/favicon.svg",
)


@pytest.fixture(scope="module")
def observatory() -> Path:
    """The grader, at the version of its lock file."""
    if NODE is None or shutil.which("npm") is None:
        pytest.skip("there is no node and npm on this system. On Debian: apt-get install nodejs npm")
    done = subprocess.run([TOOL / "install.sh"], capture_output=True, text=True, check=False, timeout=150)  # noqa: S603
    if done.returncode != 0:
        pytest.skip(f"the grader cannot be installed: {done.stderr.strip()[-300:]}")
    return BUILD


@pytest.fixture
def settings(settings):
    """As behind a proxy that brings HTTPS: cookies are for HTTPS alone."""
    return settings.model_copy(update={"base_url": "https://localhost"})


@pytest.fixture
def port(app) -> Iterator[int]:
    with serving(app) as port:
        yield port


def _grade(observatory: Path, port: int, address: str) -> dict[str, dict[str, object]]:
    done = subprocess.run(  # noqa: S603  a script of ours
        [str(NODE), TOOL / "grade.js", str(port), address],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "OBSERVATORY": str(observatory)},
    )
    assert done.returncode == 0, done.stderr
    graded = json.loads(done.stdout)
    assert graded["status"] == 200
    return graded["tests"]


@pytest.mark.parametrize("address", PAGES)
def test_everything_passes_but_what_asks_for_https(observatory, port, address):
    tests = _grade(observatory, port, address)
    assert len(tests) >= 10
    assert {name: test for name, test in tests.items() if not test["pass"]}.keys() == HTTPS_TESTS
    assert all(test["points"] >= 0 for name, test in tests.items() if name not in HTTPS_TESTS)
    assert tests["contentSecurityPolicyTest"]["result"] == "csp-implemented-with-no-unsafe-default-src-none"
