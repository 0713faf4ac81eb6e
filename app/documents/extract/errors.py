from app.errors import N_, DomainError


class UnreadableFormatError(DomainError):
    """The file is a document of a kind whose words cannot be taken out here. Fact: `format`."""

    message = N_(
        "The words of a file in the format %(format)s cannot be read. Paste the text of the letter beside it."
    )
