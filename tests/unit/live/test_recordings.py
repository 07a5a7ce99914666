"""Where a piece of a recording belongs, also after lost connections and after a restart."""

import uuid

import pytest

from live.ingest.recordings import Place, Recordings

BROADCAST, RECORDING = uuid.uuid4(), uuid.uuid4()


@pytest.mark.parametrize(
    ("written_count", "sequence", "place"),
    [
        (0, 0, Place.NEXT),
        (7, 7, Place.NEXT),
        (7, 6, Place.WRITTEN),
        (7, 0, Place.WRITTEN),
        (7, 8, Place.AHEAD),
        (0, 1, Place.LOST),
        (7, -1, Place.WRITTEN),
    ],
)
def test_a_piece_belongs_where_its_number_says(written_count: int, sequence: int, place: Place) -> None:
    recording = Recordings().open(BROADCAST, RECORDING, None)
    recording.next_sequence = written_count

    assert recording.place(sequence) is place


def test_a_recording_that_is_opened_again_goes_on_where_it_was() -> None:
    recordings = Recordings()
    recordings.open(BROADCAST, RECORDING, 1_700_000_000.0).next_sequence = 12

    again = recordings.open(BROADCAST, RECORDING, 1_700_000_099.0)

    assert again.next_sequence == 12
    assert again.captured_at == 1_700_000_000.0


def test_another_recording_begins_at_its_beginning() -> None:
    recordings = Recordings()
    recordings.open(BROADCAST, RECORDING, None).next_sequence = 12

    other = recordings.open(BROADCAST, uuid.uuid4(), None)
    back = recordings.open(BROADCAST, RECORDING, None)

    assert (other.next_sequence, back.next_sequence) == (0, 0)
