"""RTMP's commands: what encoders say is understood, other things are refused, keys stay out of logs."""

import io
import logging
import subprocess
import sys

import pytest
from bitstring import BitStream
from pyrtmp.amf.serializers import AMF0Serializer

from live.ingest.rtmp_chunks import ProtocolBroken
from live.ingest.rtmp_commands import Command, build_refusal, parse_command
from tests.services.process import ROOT


def test_publish_carries_the_stream_key() -> None:
    command = parse_command(amf("publish", 5.0, None, "secret-key", "live"))

    assert command == Command("publish", 5.0, "secret-key")


def test_a_connect_with_types_that_only_newer_encoders_send_is_understood() -> None:
    strict_array_of_codecs = b"\x03\x00\x0afourCcList\x0a\x00\x00\x00\x01\x02\x00\x04hvc1\x00\x00\x09"

    command = parse_command(amf("connect", 1.0) + strict_array_of_codecs)

    assert command == Command("connect", 1.0, None)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\x02\xff\xff",
        b"\x00" * 9,
        b"\x02\x00\x07publish\x02\x00\x01x\x05\x02\x00\x01k",
        b"\x02\x00\x07publish" + b"\x03\x00\x01a" * 8000,
        bytes(range(256)),
    ],
)
def test_a_command_that_makes_no_sense_is_refused(payload: bytes) -> None:
    with pytest.raises(ProtocolBroken):
        parse_command(payload)


def test_nothing_that_the_library_logs_reaches_a_log() -> None:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    logging.getLogger().addHandler(handler)

    logging.getLogger("pyrtmp.messages.command").warning("Unknown CommandMessage 'secret-key'")

    logging.getLogger().removeHandler(handler)
    assert written.getvalue() == ""


def test_the_library_does_not_make_the_process_talk() -> None:
    script = (
        "import logging, live.ingest.rtmp_commands; print(logging.getLogger().level, logging.root.handlers)"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.split() == [str(logging.WARNING), "[]"]


def test_a_refusal_holds_the_sentence_that_the_encoder_shows() -> None:
    answer = build_refusal("The stream key is not right.")

    assert b"NetStream.Publish.BadName" in answer
    assert b"The stream key is not right." in answer


def amf(*values: object) -> bytes:
    """Return values as AMF0."""
    data = BitStream()
    for value in values:
        AMF0Serializer.create_object(data, value)
    return bytes(data.bytes)
