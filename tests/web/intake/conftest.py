from io import BytesIO

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.web.letters.support import (  # noqa: F401  fixtures
    campaign,
    colleague,
    coordinator,
    filled,
    form_at,
    fresh,
    person,
    sign_in_as,
    stopped_clock,
)

DOOR = "/campaigns/proef/new"


def send(client, values):
    """Post as multipart; from memory, for the test client leaves large bodies open as files."""
    boundary, body = encode_multipart(values)
    return client.post(DOOR, data=body, content_type=f"multipart/form-data; boundary={boundary}")


@pytest.fixture
def paste(client, coordinator):  # noqa: F811  the fixture
    """Send the door's form, as it was opened, with a text or a file."""

    def paste(text="", *, data=None, name="brief.txt", address=DOOR):
        values = filled(form_at(client.page(address)))
        values["text"] = text
        if data is not None:
            values["file"] = FileStorage(BytesIO(data), name)
        return send(client, values)

    return paste


@pytest.fixture
def review(client, paste):
    """Open what was recognised in a text, change fields, press a button."""

    def review(text, **changes):
        location = paste(text).location

        def press(act, **more):
            page = client.page(location)
            return client.post(location, data={**filled(form_at(page)), **changes, **more, "act": act})

        press.location = location
        return press

    return review
