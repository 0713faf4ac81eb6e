"""How far a scanned page lies askew, found from the rows of its letters."""

from PIL import Image, ImageOps, ImageStat

_WIDTH = 700
_WIDEST_ANGLE = 4.0
_COARSE = 0.5
_FINE = 0.1
_LEAST_GAIN = 1.02


def angle_of(grey: Image.Image) -> float:
    """Return by how many degrees, against the clock, a page has to be turned to stand straight; at most 4.

    Rows of letters and the white between them give the strongest change from row to row when the page is straight.
    """
    small = grey.resize((_WIDTH, max(1, grey.height * _WIDTH // max(1, grey.width))), Image.Resampling.BOX)
    dark = ImageOps.invert(ImageOps.autocontrast(small, cutoff=1))
    coarse = _best(dark, 0.0, _WIDEST_ANGLE, _COARSE)
    fine = _best(dark, coarse, _COARSE, _FINE)
    is_better = _sharpness(dark, fine) > _sharpness(dark, 0.0) * _LEAST_GAIN
    return round(fine, 2) if is_better else 0.0


def turned(picture: Image.Image, angle: float) -> Image.Image:
    """Return a picture turned against the clock about its middle, white where nothing was."""
    if not angle:
        return picture
    white = 255 if picture.mode == "L" else (255,) * len(picture.getbands())
    return picture.rotate(angle, Image.Resampling.BICUBIC, fillcolor=white)


def _best(dark: Image.Image, around: float, reach: float, step: float) -> float:
    count = round(reach / step)
    angles = [around + step * place for place in range(-count, count + 1)]
    return max(angles, key=lambda angle: _sharpness(dark, angle))


def _sharpness(dark: Image.Image, angle: float) -> float:
    """Return how much the darkness of rows varies over the page turned by `angle`."""
    rows = dark.rotate(angle, Image.Resampling.BILINEAR).resize((1, dark.height), Image.Resampling.BOX)
    return ImageStat.Stat(rows).var[0]
