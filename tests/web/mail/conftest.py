"""A campaign with people in every role, as for the pages of letters."""

from tests.web.letters.support import (  # noqa: F401  fixtures
    campaign,
    fresh,
    person,
    stopped_clock,
)
