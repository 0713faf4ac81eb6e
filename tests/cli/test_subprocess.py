"""The installed console script, as a shell runs it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.services.intake.samples import LETTER

SCRIPT = Path(sys.executable).parent / "weerwoord"


@pytest.fixture
def shell(home, upgraded):
    shutil.copy(upgraded, home / "weerwoord.sqlite")

    def shell(*arguments):
        return subprocess.run(  # noqa: S603  the program under test, with arguments of our own
            [SCRIPT, *map(str, arguments)],
            capture_output=True,
            text=True,
            timeout=60,
            env=dict(os.environ),
            check=False,
        )

    return shell


def test_done_is_0_with_one_json_document_and_a_silent_error_stream(shell, write):
    ran = shell("document", "read", write(LETTER), "--json")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert json.loads(ran.stdout)["documents"][0]["kind"] == "letter"


def test_work_that_failed_is_1_with_one_sentence(shell):
    ran = shell("compare", "elders/1", "--json")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.startswith("weerwoord: ")
    assert len(ran.stderr.splitlines()) == 1


def test_wrong_use_is_2(shell):
    ran = shell("compare", "elders", "--json")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "Usage:" in ran.stderr


def test_letter_survives_from_one_command_to_the_next(shell, write):
    assert shell("campaign", "add", "proef", "--title", "Proef").returncode == 0
    assert shell("letter", "add", write(LETTER), "--campaign", "proef").stdout.startswith("proef/1\n")
    assert len(json.loads(shell("compare", "proef/1", "--json").stdout)["demands"]) == 3
