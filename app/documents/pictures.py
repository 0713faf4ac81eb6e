"""Pictures of pages, drawn once and kept on disk: they can be drawn again at any time, so no backup holds them."""

from pathlib import Path

from app.documents.errors import PageMissingError
from app.documents.extract.formats import format_of
from app.documents.extract.sandbox import picture_in_child
from app.documents.storage import Originals
from app.files import put_whole


def draw_page(originals: Originals, folder: Path, sha256: str, *, page: int, angle: float) -> bytes:
    """Return a page of an original, counted from 1 and turned by `angle`, as a PNG.

    Raises OriginalMissingError, PageMissingError for a file without pages to look at, and what drawing in the child
    raises.
    """
    kept = folder / sha256[:2] / f"{sha256}-{page}-{angle:.2f}.png"
    if kept.exists():
        return kept.read_bytes()
    data = originals.get(sha256)
    file_format = format_of(data)
    if file_format is None:
        raise PageMissingError
    picture = picture_in_child(file_format, data, page, angle)
    put_whole(kept, picture, is_durable=False)
    return picture
