"""Brings any picture to what every browser shows: 8 bits, 4:2:0, limited range, not HDR."""

from typing import Any

#: Nominal peak, in nits, that HDR is mapped from. 100 is diffuse white of SDR (ITU-R BT.2408).
_PEAK_NITS = 100


def add_plain_colour(stream: Any) -> Any:
    """Bring 10-bit, 4:2:2, 4:4:4, alpha and full range to 8-bit 4:2:0."""
    return stream.filter("format", "yuv420p")


def add_sdr_colour(stream: Any, transfer: str, *, has_tonemap: bool) -> Any:
    """Bring HDR (`transfer` is PQ or HLG) to SDR BT.709.

    With zscale and tonemap: to linear light, BT.709 primaries, the Hable curve, back. The input's colours
    are named, because files often forget their primaries and zscale then refuses.
    Without: only the colour matrix is converted. Hues are right, the picture is flatter than it should be.
    """
    if not has_tonemap:
        converted = stream.filter("scale", in_color_matrix="bt2020", out_color_matrix="bt709")
        plain = add_plain_colour(converted)
        return plain.filter("setparams", colorspace="bt709", color_primaries="bt709", color_trc="bt709")
    linear = stream.filter(
        "zscale",
        transferin=transfer,
        primariesin="bt2020",
        matrixin="bt2020nc",
        transfer="linear",
        npl=_PEAK_NITS,
    )
    narrow = linear.filter("format", "gbrpf32le").filter("zscale", primaries="bt709")
    mapped = narrow.filter("tonemap", "hable", desat=0)
    return add_plain_colour(mapped.filter("zscale", transfer="bt709", matrix="bt709", range="tv"))
