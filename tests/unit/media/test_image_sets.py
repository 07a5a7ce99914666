"""Pictures are upright, stripped and in every size; what is no picture is refused cheaply."""

import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from media.errors import Rejected
from media.images import make_image_set


def save(path: Path, size: tuple[int, int] = (600, 400), **options: object) -> Path:
    Image.new("RGB", size, "orange").save(path, **options)  # type: ignore[arg-type]
    return path


def png_header(width: int, height: int) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0"))
        + chunk(b"IEND", b"")
    )


def test_a_picture_gets_each_size_in_each_format_and_is_not_enlarged(tmp_path: Path) -> None:
    made = make_image_set(save(tmp_path / "upload.png"), tmp_path)

    assert (made.width, made.height) == (600, 400)
    assert {(file.width, file.height) for file in made.files} == {(600, 400), (480, 320), (160, 107)}
    for file in made.files:
        with Image.open(tmp_path / file.file) as image:
            assert image.size == (file.width, file.height)
            assert image.get_format_mimetype() == file.content_type


def test_a_picture_is_turned_upright_and_loses_its_position(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010F] = "SecretCameraMaker"
    source = save(tmp_path / "upload.jpg", exif=exif, comment=b"my-private-note")

    made = make_image_set(source, tmp_path)

    assert (made.width, made.height) == (400, 600)
    assert made.files[0].height > made.files[0].width
    for file in made.files:
        content = (tmp_path / file.file).read_bytes()
        assert b"SecretCameraMaker" not in content
        assert b"my-private-note" not in content
        with Image.open(tmp_path / file.file) as image:
            assert not image.getexif()


def test_see_through_parts_become_white(tmp_path: Path) -> None:
    Image.new("RGBA", (100, 100), (0, 0, 0, 0)).save(tmp_path / "upload.webp")

    made = make_image_set(tmp_path / "upload.webp", tmp_path)

    with Image.open(tmp_path / made.files[-1].file) as image:
        assert image.convert("RGB").getpixel((50, 50)) == (255, 255, 255)


@pytest.mark.parametrize("size", [(8000, 8000), (11000, 11000), (30000, 30000)])
def test_a_bomb_is_refused_by_its_header(tmp_path: Path, size: tuple[int, int]) -> None:
    (tmp_path / "bomb.png").write_bytes(png_header(*size))

    with pytest.raises(Rejected, match="million pixels"):
        make_image_set(tmp_path / "bomb.png", tmp_path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "JPEG, PNG or WebP"),
        (b"GIF89a\xff\xff\xff\xff\0\0\0;", "JPEG, PNG or WebP"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
        (b"", "JPEG, PNG or WebP"),
        (png_header(100, 100), "damaged"),
        (png_header(8, 100), "small"),
    ],
)
def test_what_is_no_picture_of_ours_is_refused_with_a_sentence(
    tmp_path: Path, content: bytes, words: str
) -> None:
    (tmp_path / "upload.jpg").write_bytes(content)

    with pytest.raises(Rejected, match=words):
        make_image_set(tmp_path / "upload.jpg", tmp_path)
