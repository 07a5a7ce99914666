"""How a file is cut: parts that S3 takes, not too many, and together the whole file."""

import pytest

from content.parts import MAX_PARTS, MIN_PART_BYTES, choose_part_size, count_parts, size_of_part

SIZES = [1, MIN_PART_BYTES, MIN_PART_BYTES + 1, 2 << 30, 10 << 30, (10 << 30) + 1]


@pytest.mark.parametrize("size_bytes", SIZES)
def test_the_parts_are_the_file(size_bytes: int) -> None:
    part = choose_part_size(size_bytes)
    count = count_parts(size_bytes, part)

    sizes = [size_of_part(number, size_bytes, part) for number in range(1, count + 1)]

    assert sum(sizes) == size_bytes
    assert min(sizes) >= 1
    assert set(sizes[:-1]) <= {part}


@pytest.mark.parametrize("size_bytes", SIZES)
def test_parts_are_large_enough_for_s3_and_few_enough_to_list(size_bytes: int) -> None:
    part = choose_part_size(size_bytes)

    assert part >= 5 << 20
    assert count_parts(size_bytes, part) <= MAX_PARTS
