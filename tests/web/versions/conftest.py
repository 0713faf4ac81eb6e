from tests.web.letters.support import (  # noqa: F401  fixtures
    campaign,
    colleague,
    coordinator,
    fresh,
    person,
    sign_in_as,
    stopped_clock,
)
