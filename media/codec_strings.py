"""The CODECS attribute (RFC 6381), read from the initialisation section that the player will get.

Only for files that our own ffmpeg wrote.
"""

#: Descriptor tags of ISO/IEC 14496-1: the decoder's configuration, and the audio object type inside it.
_DECODER_CONFIG_TAG = 0x04
_DECODER_SPECIFIC_TAG = 0x05
#: Fixed bytes of a decoder configuration before its own descriptors.
_DECODER_CONFIG_BYTES = 13


def read_codec_string(init: bytes) -> str:
    """Return e.g. `avc1.640028` or `mp4a.40.2` for an initialisation section with one track.

    Raises ValueError: neither H.264 nor MPEG-4 audio is in it.
    """
    if (at := init.find(b"avcC")) >= 0:
        # configurationVersion, then profile, constraints and level (ISO/IEC 14496-15, 5.3.3.1)
        return "avc1." + init[at + 5 : at + 8].hex()
    if (at := init.find(b"esds")) >= 0:
        return _audio_string(init[at + 8 :])
    raise ValueError("no H.264 and no MPEG-4 audio in this initialisation section")


def _audio_string(descriptors: bytes) -> str:
    _, es = _open_descriptor(descriptors)
    # ES_ID and flags: ffmpeg writes no optional parts.
    tag, config = _open_descriptor(es[3:])
    if tag != _DECODER_CONFIG_TAG:
        raise ValueError("no decoder configuration")
    object_type = config[0]
    tag, specific = _open_descriptor(config[_DECODER_CONFIG_BYTES:])
    if tag != _DECODER_SPECIFIC_TAG:
        raise ValueError("no audio object type")
    return f"mp4a.{object_type:x}.{specific[0] >> 3}"


def _open_descriptor(data: bytes) -> tuple[int, bytes]:
    """Return a descriptor's tag and content; its size takes seven bits of each byte."""
    size, at = 0, 1
    while True:
        size = size << 7 | data[at] & 0x7F
        at += 1
        if not data[at - 1] & 0x80:
            return data[0], data[at : at + size]
