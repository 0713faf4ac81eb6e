"""Numbers of list items as they are printed: 1, a, B, iv."""

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LARGEST_ROMAN = 5000
_LETTERS = 26


def letter(number: int) -> str:
    """Return 1 as a, 27 as aa, 28 as bb: what word processors print."""
    if number < 1:
        return str(number)
    return chr(ord("a") + (number - 1) % _LETTERS) * min((number - 1) // _LETTERS + 1, 9)


def roman(number: int) -> str:
    """Return 4 as iv."""
    if not 0 < number < _LARGEST_ROMAN:
        return str(number)
    digits = []
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        digits.append(sign * count)
    return "".join(digits)
