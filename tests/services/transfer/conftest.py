"""Installations, as many as a test needs, each on a database of its own kind."""

from pathlib import Path

import pytest

from tests.services.transfer.support import Installation, open_installation


@pytest.fixture
def opened():
    """Open installations; all are closed after the test."""
    installations: list[Installation] = []

    def opened(address: str, folder: Path) -> Installation:
        installations.append(open_installation(address, folder))
        return installations[-1]

    yield opened
    for installation in installations:
        installation.database.dispose()


@pytest.fixture
def here(opened, tmp_path) -> Installation:
    """An installation on SQLite."""
    return opened(f"sqlite:///{tmp_path / 'here.sqlite'}", tmp_path / "here")


@pytest.fixture
def there(opened, tmp_path) -> Installation:
    """Another installation on SQLite."""
    return opened(f"sqlite:///{tmp_path / 'there.sqlite'}", tmp_path / "there")
