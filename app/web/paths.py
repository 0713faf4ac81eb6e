"""Addresses to go on to: only those of our own pages."""

from urllib.parse import urlsplit


def is_own_path(address: str | None) -> bool:
    """Tell whether an address to go on to stays on our own pages: a path, and nothing that a browser reads as a host.

    Browsers take a backslash for a slash and drop tabs and line breaks, so an address with any of these is refused.
    """
    if not address or not address.startswith("/") or address.startswith("//"):
        return False
    if "\\" in address or not address.isprintable():
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return not parts.scheme and not parts.netloc
