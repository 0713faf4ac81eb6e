"""What is offered where a file is to be read once more, and the words for how it was read."""

from app.documents.values import ReadHow
from app.i18n import lazy_gettext as _l

READ_HOWS = [
    (ReadHow.AS_IT_IS.value, _l("As what the file says it is")),
    (ReadHow.AS_TEXT.value, _l("As plain text")),
    (ReadHow.AS_SCAN.value, _l("As a scan: from the picture of its pages")),
]
# Programs keep their names.
EXTRACTOR_LABELS = {"plain": _l("a text file"), "typed": _l("typed or pasted"), "none": _l("without text")}
FOUND_OUT = ("", _l("Found out by itself"))
