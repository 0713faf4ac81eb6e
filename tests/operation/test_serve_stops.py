"""`weerwoord serve`, told to stop while somebody waits for an answer."""

import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.mail.support import find_free_port
from tests.operation.conftest import EMAIL, PASSWORD
from tests.operation.processes import PROGRAM, Browser, running, wait_until


@pytest.fixture
def served(tmp_path, open_office):
    """A server whose every write waits until the test lets go of the database."""
    office = open_office(f"sqlite:///{tmp_path / 'weerwoord.sqlite'}")
    port = find_free_port()
    command = [*PROGRAM, "serve", "--port", str(port)]
    with running(command, tmp_path, "serve", home=str(tmp_path), log_format="text") as process:
        browser = Browser(f"http://127.0.0.1:{port}")
        wait_until(browser.is_ready, "the server answers")
        yield process, browser, office
    office.database.dispose()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_a_request_under_way_gets_its_answer_and_the_server_ends_well(served, number):
    process, browser, office = served
    token = {"csrf_token": browser.token("/sign-in"), "email": EMAIL, "password": PASSWORD}
    with ThreadPoolExecutor(1) as thread, office.database.writing():
        answer = thread.submit(browser.open, "/sign-in", token, follow=False)
        time.sleep(1.5)
        assert not answer.done(), "the sign-in did not wait for the database"
        process.process.send_signal(number)
        time.sleep(0.5)
        with pytest.raises(OSError, match="refused"):
            browser.open("/readyz")
    assert answer.result()[:2] == (303, "/")
    assert process.end() == 0
