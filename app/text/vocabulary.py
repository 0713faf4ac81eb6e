"""Word lists are written as one string: easier to read and to add to than a list of quoted words."""


def word_set(words: str) -> frozenset[str]:
    """Return the words of a string that are separated by blanks."""
    return frozenset(words.split())
