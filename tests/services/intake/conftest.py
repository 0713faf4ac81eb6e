from dataclasses import replace

import pytest

from app.documents.storage import Originals
from app.intake.drafts import Draft, draft_from_json
from app.intake.filing import file_item
from app.intake.reading import Reader, read_waiting
from app.intake.services import Received, read_ahead, receive, save_draft


@pytest.fixture
def originals(settings):
    return Originals(settings.originals_folder)


@pytest.fixture
def reader(database, originals):
    return Reader(database, originals)


@pytest.fixture
def take_in(session, originals, campaign, actor, now, reader):
    """Take something in: a text, or a file with its name and bytes; it is on file, and then read."""

    def take_in(text="", *, data=b"", name="", **more):
        received = read_ahead(Received(name=name, data=data, text=text, **more))
        item = receive(session, originals, campaign, received, actor=actor, now=now)
        session.commit()
        read_waiting(reader)
        session.expire_all()
        return item

    return take_in


@pytest.fixture
def confirm(session, actor, now):
    """File an item after somebody changed facts of its parts: `confirm(item, {0: {"day": ...}})`."""

    def confirm(item, changes=None):
        parts = list(draft_from_json(item.draft).parts)
        for index, values in (changes or {}).items():
            parts[index] = replace(parts[index], **values)
        save_draft(session, item, Draft(tuple(parts)), actor=actor, now=now)
        return file_item(session, item, actor=actor, now=now)

    return confirm
