from app.errors import N_, DomainError


class UnreadableFormatError(DomainError):
    """The file is a document of a kind whose words cannot be taken out here. Fact: `format`."""

    message = N_(
        "The words of a file in the format %(format)s cannot be read. Paste the text of the letter beside it."
    )


class ContentTooLargeError(DomainError):
    """Unpacked, the file is larger than reading it may take: many pages, a huge picture, a zip bomb."""

    message = N_(
        "There is more in this file than can be read at once. Save the pages that matter as a file of their own, or "
        "paste the text beside it."
    )


class ReadingTakesTooLongError(DomainError):
    """Reading the file was stopped because it took more time than any letter needs."""

    message = N_(
        "Reading this file takes too long and was stopped. Save the pages that matter as a file of their own, or paste "
        "the text beside it."
    )


class EncryptedFileError(DomainError):
    """The file is locked with a password."""

    message = N_("This file is locked with a password. Save it without one, or paste the text beside it.")


class DamagedFileError(DomainError):
    """The file is not what its first bytes say: cut off, or written wrongly. Fact: `format`."""

    message = N_("This %(format)s file is damaged or cut off. Ask for it again, or paste the text beside it.")


class ScanReaderMissingError(DomainError):
    """Tesseract is not installed where the program runs."""

    message = N_(
        "This is a picture of a text, and the program that reads pictures (Tesseract) is not installed. Ask who "
        "installed Weerwoord to run “weerwoord doctor”, or paste the text beside it."
    )


class OfficeMissingError(DomainError):
    """LibreOffice, which reads DOC and RTF, is not installed. Fact: `format`."""

    message = N_(
        "Reading a file in the format %(format)s needs LibreOffice, which is not installed. Save it as DOCX or PDF, or "
        "paste the text beside it."
    )


class NoWordsInPictureError(DomainError):
    """A scan in which no word was recognised."""

    message = N_("No words were recognised in this picture. Scan it again, or paste the text beside it.")


class NoSuchPageError(DomainError):
    """A page was asked for that the file has not."""

    message = N_("This file has no such page.")
