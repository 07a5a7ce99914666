"""One input of a broadcast: the publisher's bytes, the encoder that repacks them, and what comes out of it.

An encoder that dies is replaced, with growing pauses; the new one begins at the publisher's next key frame.
"""

import time
from collections.abc import Callable, Sequence

from kernel.logs import log
from live.ingest.encoder import Encoder, EncoderGone, live_limits
from live.ingest.health import HealthMeter
from live.ingest.policy import (
    ENCODED_CODECS,
    NO_ROOM_TO_ENCODE,
    UNREADABLE,
    InputRefused,
    check_info,
    check_init,
    check_rates,
)
from media.avc import Parameters, find_parameters, read_parameters, replace_parameters
from media.flv_input import FlvInput
from media.fragments import Fragment, Init
from media.live_commands import SHIFT_SECONDS, build_copy_command, build_transcode_command
from media.live_events import MediaEvent
from media.live_inputs import InputInfo, InputKind, LiveInput, UnreadableInput
from media.segmenter import Segmenter
from media.tools import MediaTools
from media.webm_input import WebmInput

FIRST_RETRY_SECONDS = 0.2
MAX_RETRY_SECONDS = 4.0
#: Encoders that died one after another without giving anything.
MAX_FAILURES = 4
#: A browser's VP8 at 720p (measured, cores).
ENCODE_CORES = 0.6
_INPUTS: dict[InputKind, type[WebmInput] | type[FlvInput]] = {"webm": WebmInput, "flv": FlvInput}

OnEvents = Callable[[Sequence[MediaEvent]], None]


class Source:
    """From the first byte of an input to its last."""

    def __init__(
        self,
        kind: InputKind,
        *,
        input_id: str,
        captured_at: float | None,
        tools: MediaTools,
        segmenter: Segmenter,
        meter: HealthMeter,
        has_room: Callable[[float], bool],
        on_events: OnEvents,
    ) -> None:
        self.input_id = input_id
        self.refusal: InputRefused | None = None
        self._kind = kind
        self._captured_at = captured_at
        self._tools = tools
        self._segmenter = segmenter
        self._meter = meter
        self._has_room = has_room
        self._on_events = on_events
        self._input: LiveInput = _INPUTS[kind]()
        self._encoder: Encoder | None = None
        self._init: Init | None = None
        self._parameters: Parameters | None = None
        self._is_checked = False
        self._failures = 0
        self._retry_at = 0.0
        self._shown_epoch: float | None = None

    @property
    def is_encoded(self) -> bool:
        """Tell whether the picture is encoded anew, not copied."""
        info = self._input.info
        return info is not None and info.video_codec in ENCODED_CODECS

    @property
    def process_id(self) -> int | None:
        """Return the process id of the encoder that runs now."""
        return self._encoder.process_id if self._encoder else None

    def begin(self) -> None:
        """Close what an earlier input left open."""
        self._on_events(self._segmenter.begin_input(self._epoch()))

    async def write(self, data: bytes) -> None:
        """Take bytes from the publisher; wait while the encoder has enough.

        Raises InputRefused: what comes is not taken, from now on.
        """
        now = time.time()
        self._meter.take_bytes(len(data), now)
        try:
            self._raise_refusal()
            due = self._input.feed(data, now)
            self._check_beginning()
            self._check_rates(now)
            await self._pass_on(due)
            self._raise_refusal()
        except UnreadableInput as error:
            self._refuse(InputRefused(UNREADABLE))
            raise InputRefused(UNREADABLE) from error
        except InputRefused as refusal:
            self._refuse(refusal)
            raise

    async def finish(self) -> None:
        """End the input; what the encoder still holds comes out first."""
        encoder, self._encoder = self._encoder, None
        if encoder is not None:
            await encoder.finish()
        self._on_events(self._segmenter.close())

    def _check_beginning(self) -> None:
        info = self._input.info
        if self._is_checked or info is None:
            return
        check_info(info)
        if self.is_encoded and not self._has_room(ENCODE_CORES):
            raise InputRefused(NO_ROOM_TO_ENCODE)
        self._is_checked = True

    def _check_rates(self, now: float) -> None:
        check_rates(
            frames_per_second=self._meter.frame_rate(),
            bits_per_second=self._meter.media_bits_per_second(),
            arriving_bits_per_second=self._meter.bits_per_second(now),
        )

    async def _pass_on(self, due: bytes) -> None:
        info = self._input.info
        if info is None or not due:
            return
        if self._encoder is None:
            if time.monotonic() < self._retry_at:
                self._input.restart()
                return
            self._encoder = self._make_encoder(info)
            await self._encoder.start()
        try:
            await self._encoder.write(due)
        except EncoderGone:
            self._input.restart()

    def _make_encoder(self, info: InputInfo) -> Encoder:
        if self.is_encoded:
            argv = build_transcode_command(self._tools.ffmpeg, width=info.width, height=info.height)
        else:
            argv = build_copy_command(self._tools.ffmpeg, self._kind, audio_codec=info.audio_codec)
        return Encoder(
            argv,
            jail=self._tools.jail,
            limits=live_limits(niceness=0),
            on_output=self._take_output,
            on_exit=self._note_exit,
        )

    def _take_output(self, found: Init | Fragment) -> None:
        if self.refusal is not None:
            return
        if isinstance(found, Fragment):
            self._take_fragment(found)
            return
        self._take_init(found, read_parameters(found))

    def _take_init(self, init: Init, parameters: Parameters | None) -> None:
        self._init, self._parameters = init, parameters
        try:
            check_init(init)
        except InputRefused as refusal:
            self._refuse(refusal)
        else:
            self._on_events(self._segmenter.take_init(init))

    def _follow_parameters(self, fragment: Fragment) -> None:
        """Begin anew where the picture changed its size in the middle."""
        found = find_parameters(fragment.first_frame)
        if self._init is None or found is None or found == self._parameters:
            return
        self._take_init(replace_parameters(self._init, found), found)

    def _take_fragment(self, fragment: Fragment) -> None:
        now = time.time()
        self._failures = 0
        if fragment.is_key_frame:
            self._follow_parameters(fragment)
        if self.refusal is not None:
            return
        self._follow_epoch()
        events = self._segmenter.take(fragment, now)
        epoch = self._segmenter.epoch
        end = None if epoch is None else epoch + fragment.start_seconds + fragment.duration_seconds
        self._meter.take_fragment(fragment, end, now)
        self._on_events(events)

    def _note_exit(self, encoder: Encoder) -> None:
        if encoder is not self._encoder or encoder.is_finishing:
            return
        self._encoder = None
        self._failures += 1
        pause = min(FIRST_RETRY_SECONDS * 2 ** (self._failures - 1), MAX_RETRY_SECONDS)
        self._retry_at = time.monotonic() + pause
        self._input.restart()
        self._on_events(self._segmenter.begin_input(self._epoch()))
        if self._failures >= MAX_FAILURES:
            self._refuse(InputRefused(UNREADABLE))

    def _refuse(self, refusal: InputRefused) -> None:
        if self.refusal is None:
            self.refusal = refusal
            log.info("live_input_refused", sentence=refusal.sentence)
            if self._encoder is not None:
                self._encoder.abort()

    def _raise_refusal(self) -> None:
        if self.refusal is not None:
            raise InputRefused(self.refusal.sentence)

    def _follow_epoch(self) -> None:
        """Believe what came fastest: the arrival of the others was late."""
        epoch = self._epoch()
        if self._captured_at is None and epoch is not None and epoch != self._shown_epoch:
            self._segmenter.epoch = self._shown_epoch = epoch

    def _epoch(self) -> float | None:
        """Return the unix time of the encoder's time 0, which is later than the input's."""
        epoch = self._captured_at if self._captured_at is not None else self._input.epoch
        return None if epoch is None else epoch - SHIFT_SECONDS
