import pytest
@pytest.mark.parametrize("w", [1440, 390])
def test_x(demonstration, browse, w):
    for name, path in (("today","/today"),("review","/campaigns/nachttrein/new/1"),("beside","/campaigns/nachttrein/new/2"),("compare","/campaigns/nachttrein/letters/2/compare"),("mail","/mail/1")):
        page = browse(demonstration.installation, path, user=demonstration.coordinator, width=w)
        page.screenshot(path=f"/tmp/hb-{name}-{w}.png", full_page=True)
