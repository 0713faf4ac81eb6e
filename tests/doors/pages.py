"""Every page of our campaign, and the forms that stand on them, found by asking for each address of the table."""

from collections.abc import Iterable

from flask import Flask

from tests.doors.forms import PageForm, read_forms
from tests.doors.knocking import Knocker
from tests.doors.table import Door, Outcome, expected, list_doors
from tests.doors.world import FOREIGN, OWN, World

# Forms that stand on a page only when it is asked for in a certain way, by endpoint: what is added to the address.
_ASKED = {"answers.compare": ("?judge={demand}",)}
# Forms that no page of ours shows as it stands, with what they send.
_WITHOUT_A_PAGE = {
    "/campaigns/{slug}/replies/{without_text}/text": {"text": ["Het antwoord."]},
    "/campaigns/{slug}/replies/{reply}/reviewed": {},
    "/campaigns/{slug}/letters/{late}/late": {"choice": ["archive"]},
    "/campaigns/{slug}/letters/{closed}/reopen": {},
    "/campaigns/{slug}/letters/{letter}/link": {
        "reply": ["{reply}"], "demand": ["{demand}"], "start": ["15"], "end": ["22"], "exact": ["Ik open"],
    },
    "/campaigns/{slug}/letters/{letter}/unlink": {"demand": ["{demand}"], "passage": ["{passage}"]},
    "/mail/{mail}/decide": {"decision": ["again"], "version": ["failed 0 - -"]},
    "/mail/resume": {},
}  # fmt: skip


def pages_for(who: str, app: Flask, world: World) -> list[Door]:
    """Return the pages that somebody may open, none of the foreign campaign."""
    return [
        door
        for door in list_doors(app, world)
        if door.method == "GET"
        and expected(door, who) is Outcome.IN
        and all(sample.campaign != FOREIGN for sample in door.samples.values())
    ]


def find_forms(who: str, app: Flask, knocker: Knocker) -> list[PageForm]:
    """Return each kind of form that somebody finds on these pages, once, and those that no page shows."""
    world = knocker.world
    names = _names(world)
    found: dict[str, PageForm] = {}
    for door in pages_for(who, app, world):
        for asked in ("", *_ASKED.get(door.rule.endpoint, ())):
            address = door.address + asked.format(**names)
            answer = knocker.knock(who, "GET", address)
            if answer.mimetype == "text/html":
                _keep(found, read_forms(address, answer.get_data(as_text=True)))
    for action, fields in _WITHOUT_A_PAGE.items():
        filled = {name: [value.format(**names) for value in values] for name, values in fields.items()}
        _keep(found, [PageForm("", action.format(**names), filled)])
    return list(found.values())


def _keep(found: dict[str, PageForm], forms: Iterable[PageForm]) -> None:
    for form in forms:
        found.setdefault(form.shape, form)


def _names(world: World) -> dict[str, object]:
    place = world.places[OWN]
    return {
        "slug": place.slug,
        "letter": place.letters["open"],
        "late": place.letters["late"],
        "closed": place.letters["closed"],
        "reply": place.replies["filed"],
        "without_text": place.replies["without text"],
        "demand": place.demands["standing"],
        "passage": place.ids["passage"],
        "mail": world.mails["coordinator"],
    }
