"""Posters come from the best moments of different parts of the clip."""

from pathlib import Path

from PIL import Image

from media.posters import choose_frames, score


def test_the_best_of_each_part_is_chosen_best_first() -> None:
    assert choose_frames([0, 9, 1, 2, 5, 4, 3, 8], count=4) == [1, 7, 4, 3]


def test_a_clip_with_few_frames_offers_them_all() -> None:
    assert sorted(choose_frames([3, 1, 2])) == [0, 1, 2]


def test_a_sharp_frame_beats_a_blurred_and_a_black_one(tmp_path: Path) -> None:
    checked = Image.new("L", (180, 180))
    checked.putdata([255 * ((x // 10 + y // 10) % 2) for y in range(180) for x in range(180)])
    checked.save(tmp_path / "sharp.png")
    checked.resize((9, 9)).resize((180, 180), Image.Resampling.BICUBIC).save(tmp_path / "blurred.png")
    Image.new("L", (180, 180)).save(tmp_path / "black.png")

    sharp, blurred, black = (score(tmp_path / f"{name}.png") for name in ("sharp", "blurred", "black"))

    assert sharp > blurred > black
