"""Pictures come out at their size and as files that open."""

from pathlib import Path

import pytest
from PIL import Image

from demo.pictures import PICTURES, draw_picture

SIZES = {"products": (960, 960), "avatars": (512, 512), "banners": (1600, 480), "photos": (960, 1280)}


@pytest.mark.parametrize(
    "name",
    [
        "products/mango-ice-1",
        "products/peony-shoes-2",
        "avatars/mei",
        "banners/slow-kiln",
        "photos/three-glazes-1",
    ],
)
def test_a_picture_is_a_jpeg_of_its_kinds_size(name: str, tmp_path: Path) -> None:
    path = tmp_path / "picture"

    draw_picture(name, path)

    with Image.open(path) as picture:
        assert (picture.format, picture.size) == ("JPEG", SIZES[name.split("/", maxsplit=1)[0]])


def test_a_photograph_of_a_clip_has_the_same_shape_as_the_others() -> None:
    moment = PICTURES["photos/three-glazes-3"]()

    assert moment.size == (720, 960)


def test_each_product_has_two_pictures_that_differ() -> None:
    pictures = [PICTURES[f"products/tide-cup-{number}"]().tobytes() for number in (1, 2)]

    assert len(set(pictures)) == 2


def test_there_are_ten_avatars_and_four_banners() -> None:
    kinds = [name.split("/")[0] for name in PICTURES]

    assert (kinds.count("avatars"), kinds.count("banners")) == (10, 4)
