from datetime import date

import pytest

from app.letters.values import DeadlineSource
from tests.factories import make_letter
from tests.web.letters.support import (  # noqa: F401  fixtures
    campaign,
    colleague,
    coordinator,
    fresh,
    person,
    sign_in_as,
    stopped_clock,
)


@pytest.fixture
def letter(session, campaign):  # noqa: F811  the fixture
    letter = make_letter(
        session,
        campaign,
        demands=("Open het loket.", "Publiceer de studie."),
        sent_on=date(2026, 6, 1),
        deadline_on=date(2026, 7, 13),
        deadline_source=DeadlineSource.CAMPAIGN,
        term=6,
        term_unit=campaign.reply_term_unit,
        reference="CP/1",
    )
    session.commit()
    return letter
