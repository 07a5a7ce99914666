"""How a file is cut into parts. Pure: sizes in, sizes out."""

MIN_PART_BYTES = 8 << 20
#: Part sizes are whole MiB, so that they are easy to recognise in a log.
PART_STEP_BYTES = 1 << 20
#: S3 takes 10,000; a thousand keeps the list of what has arrived short.
MAX_PARTS = 1000


def choose_part_size(size_bytes: int) -> int:
    """Return the size of every part but the last (bytes). S3 wants at least 5 MiB for those."""
    needed = -(-size_bytes // MAX_PARTS)
    return max(MIN_PART_BYTES, -(-needed // PART_STEP_BYTES) * PART_STEP_BYTES)


def count_parts(size_bytes: int, part_size_bytes: int) -> int:
    """Return how many parts a file has."""
    return -(-size_bytes // part_size_bytes)


def size_of_part(number: int, size_bytes: int, part_size_bytes: int) -> int:
    """Return the size of part `number`, counted from 1 (bytes)."""
    return min(part_size_bytes, size_bytes - (number - 1) * part_size_bytes)
