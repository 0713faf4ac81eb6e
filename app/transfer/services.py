from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.campaigns.queries import get_campaign
from app.db import Database
from app.documents.storage import Originals
from app.files import written_aside
from app.transfer.archive import ExportReader
from app.transfer.checking import check
from app.transfer.errors import CannotWriteError, FileThereError, NotAnExportError
from app.transfer.exporting import hold_still, write_campaign
from app.transfer.values import Exported


def export_campaign(
    database: Database, originals: Originals, slug: str, path: Path, *, revision: str
) -> Exported:
    """Write everything of a campaign into a file, for its owner alone; nothing is changed.

    Raises CampaignNotFoundError, FileThereError, CannotWriteError, ReminderOnItsWayError, PointsOutsideError,
    OriginalMissingError.
    """
    if path.exists():
        raise FileThereError(path=path)
    with database.reading() as session:
        hold_still(session)
        campaign = get_campaign(session, slug)
        try:
            with written_aside(path) as file:
                return write_campaign(session, originals, campaign, file, revision=revision)
        except OSError as error:
            raise CannotWriteError(path=path, reason=error.strerror or error) from error


@contextmanager
def checked_export(path: Path, *, revision: str) -> Iterator[ExportReader]:
    """Give an export that was read whole and found sound.

    Raises NotAnExportError, ExportDamagedError, OtherFormatError, OtherRevisionError.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise NotAnExportError(path=path) from error
    with file:
        reader = ExportReader(file, str(path))
        check(reader, revision=revision)
        yield reader
