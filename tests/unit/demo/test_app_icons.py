"""The market's icons in static/icons are those that the project's own code draws."""

import numpy as np
import pytest
from PIL import Image

from demo.app_icons import FOLDER, ICONS, AppIcon, draw_icon


@pytest.mark.parametrize("icon", ICONS, ids=lambda icon: icon.name)
def test_every_icon_of_the_market_is_the_one_that_is_drawn(icon: AppIcon) -> None:
    kept = Image.open(FOLDER / f"{icon.name}.png").convert("RGB")

    drawn = draw_icon(icon).image.quantize(64).convert("RGB")

    assert kept.size == (icon.side_px, icon.side_px)
    # Another version of Pillow may choose its 64 colours a little differently.
    assert np.abs(np.asarray(kept, dtype=int) - np.asarray(drawn, dtype=int)).max() <= 8


def test_the_lantern_of_a_maskable_icon_stays_within_the_circle_that_is_never_cut() -> None:
    icon = next(one for one in ICONS if "maskable" in one.name)
    pixels = np.asarray(draw_icon(icon).image.convert("RGB"), dtype=int)

    lit = np.argwhere(pixels[..., 0] > 200) - (icon.side_px - 1) / 2

    assert np.hypot(lit[:, 0], lit[:, 1]).max() <= 0.4 * icon.side_px
