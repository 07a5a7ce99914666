"""A sentence for people in the code is marked for translation, so that bin/translate finds it."""

import ast
from collections.abc import Iterator
from dataclasses import replace

import pytest

from media import gate, images
from media.errors import Rejected
from media.info import MediaInfo
from media.sniff import Demuxer
from tests.unit.layout.source_tree import NO_LAYER, packages, parse, python_files
from tests.unit.translations.sentences import find_sentences

CLIP = MediaInfo(
    demuxer=Demuxer.MOV,
    size_bytes=1000,
    stream_count=2,
    duration_seconds=10,
    bits_per_second=1000,
    width=1080,
    height=1920,
    rotation=0,
    square_pixels=True,
    frames_per_second=30,
    video_codec="h264",
    video_profile=None,
    pixel_format="yuv420p",
    bit_depth=8,
    hdr_transfer=None,
    keyframe_gap_seconds=2,
    audio=None,
)


def product_files() -> list[str]:
    """List the files whose sentences reach people."""
    return [str(file) for file in python_files() if file.parts[0] in packages() - NO_LAYER]


def last_name(node: ast.expr) -> str:
    """Return `Refused` of both `Refused` and `errors.Refused`."""
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def classes() -> Iterator[tuple[str, ast.ClassDef]]:
    """List all classes with the file they stand in."""
    for file in product_files():
        yield from ((file, node) for node in ast.walk(parse(file)) if isinstance(node, ast.ClassDef))


def refusals() -> set[str]:
    """Name every class that is a DomainError, and the refusals of the media package."""
    names = {"DomainError", "Rejected"}
    known = -1
    while known != len(names):
        known = len(names)
        names |= {node.name for _, node in classes() if any(last_name(base) in names for base in node.bases)}
    return names


def is_marked(node: ast.expr) -> bool:
    """Say whether an expression is a sentence inside of N_, or no literal at all."""
    return not isinstance(node, ast.Constant | ast.JoinedStr)


def test_every_title_of_a_refusal_is_marked() -> None:
    names = refusals()
    titles = [
        (file, node.name, statement.value)
        for file, node in classes()
        if node.name in names
        for statement in node.body
        if isinstance(statement, ast.Assign | ast.AnnAssign)
        and "title"
        in {last_name(t) for t in getattr(statement, "targets", [getattr(statement, "target", None)])}
        and statement.value is not None
    ]

    unmarked = [(file, name) for file, name, value in titles if not is_marked(value)]

    assert len(titles) > 30
    assert not unmarked


def test_every_detail_of_a_refusal_is_marked() -> None:
    names = refusals()
    calls = [
        (file, node)
        for file in product_files()
        for node in ast.walk(parse(file))
        if isinstance(node, ast.Call) and last_name(node.func) in names and node.args
    ]

    unmarked = [(file, node.lineno) for file, node in calls if not is_marked(node.args[0])]

    assert len(calls) > 10
    assert not unmarked


@pytest.mark.parametrize(
    ("breaks", "figure"),
    [
        ({"stream_count": gate.MAX_STREAMS + 1}, gate.MAX_STREAMS),
        ({"width": gate.MIN_SIDE_PX - 1, "height": gate.MIN_SIDE_PX}, gate.MIN_SIDE_PX),
        ({"width": gate.MAX_SIDE_PX + 1}, "4K"),
        ({"width": 300, "height": 300 * gate.MAX_ASPECT + 1}, gate.MAX_ASPECT),
        ({"frames_per_second": gate.MAX_FRAMES_PER_SECOND + 1}, gate.MAX_FRAMES_PER_SECOND - 1),
        ({"duration_seconds": gate.MAX_SECONDS + 1}, gate.MAX_SECONDS // 60),
    ],
)
def test_a_refused_clip_is_told_the_figure_of_the_rule_in_every_language(breaks, figure) -> None:
    with pytest.raises(Rejected, match=rf"\b{figure}\b") as caught:
        gate.check(replace(CLIP, **breaks))

    assert caught.value.reason in find_sentences()


def test_a_clip_that_breaks_no_rule_is_taken() -> None:
    gate.check(CLIP)


@pytest.mark.parametrize(
    ("limit_bytes", "check"), [(gate.MAX_BYTES, gate.check_size), (images.MAX_BYTES, None)]
)
def test_a_file_that_is_too_large_is_told_how_large_it_may_be(tmp_path, limit_bytes, check) -> None:
    path = tmp_path / "huge"
    with path.open("wb") as file:
        file.truncate(limit_bytes + 1)
    figure = f"{limit_bytes >> 30} GB" if check else f"{limit_bytes >> 20} MB"

    with pytest.raises(Rejected, match=figure) as caught:
        check(path) if check else images.make_image_set(path, tmp_path)

    assert caught.value.reason in find_sentences()
