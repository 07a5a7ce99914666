"""One clip from upload to renditions, posters and sprite. Paths in, paths out; no database.

A clip that browsers play as it is gets a stream copy first; any other gets 540p first. Then the rest
of the ladder in one ffmpeg. The copy is not part of the final set: its keyframes do not line up with the
ladder's, it costs several times the bytes, and 1080p at our cap looks the same on a phone.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kernel.errors import N_
from media import gate, remux
from media.encode import AUDIO_NAME, PLAYLIST_NAME, build_ladder_command
from media.errors import OutputTooLong, Rejected, RunFailed, ToolFailed
from media.info import MediaInfo, Section
from media.jail import Limits, memory_for_cores
from media.ladder import MAX_OUTPUT_FRAMES_PER_SECOND, Rung, choose_quick_rung, choose_rungs
from media.moments import take_moment
from media.posters import Poster, make_posters
from media.renditions import (
    Picture,
    Rendition,
    RenditionSet,
    describe_audio,
    describe_rendition,
    finish_playlist,
    read_playlist,
    write_multivariant,
)
from media.runner import run
from media.sprites import Sprite, make_sprite
from media.thumbs import extract_thumbs
from media.tools import MediaTools

#: Two playlists, because a viewer may hold the first one open while the second appears.
FIRST_PLAYLIST = "first.m3u8"
FINAL_PLAYLIST = "main.m3u8"

#: 1.3 times the clip's length on two cores (measured); fifteen times allows for a slow, busy machine.
_DEADLINE_PER_SECOND = 15
_DEADLINE_BASE_SECONDS = 120
_STALL_SECONDS = 60
#: Four encoders at 1080p and a 4K decoder took below 2 GiB on two cores.
_MEMORY_BYTES = 3 << 30
#: One segment. 25 Mb/s (the most that is copied) for four seconds is 13 MB.
_FILE_BYTES = 256 << 20
#: What the 540p run takes of the whole work when it comes first (measured: 1.2 of 1.55).
_QUICK_SHARE = 0.25
#: Encoding gives way to the web processes; a stream copy is over in a moment and somebody waits for it.
_PATIENT, _URGENT = 10, 0
_AUDIO_NAMES = frozenset({AUDIO_NAME, remux.SOURCE_AUDIO_NAME})
_TOO_LONG = N_("This video is longer than 10 minutes.")
#: Containers round, and the last frame of audio sticks out.
_MAX_OUT_SECONDS = gate.MAX_SECONDS + 0.5
_UNREADABLE = N_("No picture could be read from this video.")


@dataclass(frozen=True)
class TranscodeResult:
    """Everything that was made from one clip. File names are relative to the work folder.

    `cover` is the picture of a moment that was asked for.
    """

    rendition_set: RenditionSet
    posters: tuple[Poster, ...]
    sprite: Sprite
    cover: Poster | None = None


@dataclass(frozen=True)
class Job:
    """One clip on its way: where it is, and how to tell its caller."""

    source: Path
    workdir: Path
    info: MediaInfo
    tools: MediaTools
    on_ready: Callable[[RenditionSet], None]
    on_progress: Callable[[float], None]
    cancelled: Callable[[], bool]
    section: Section | None = None

    @property
    def rungs(self) -> tuple[Rung, ...]:
        """The ladder of this clip, best first."""
        return choose_rungs(self.info.width, self.info.height)

    def copy_first(self) -> bool:
        """Tell of a stream copy, if browsers can play one. Returns whether they can."""
        if not remux.may_copy(self.info):
            return False
        names = [remux.SOURCE_NAME, remux.SOURCE_AUDIO_NAME]
        argv = remux.build_remux_command(self.tools.ffmpeg, self.source, self.info)
        try:
            self._run(names, argv, niceness=_URGENT)
            self._finish(names)
        except ToolFailed:
            # What cannot be copied may still be decoded.
            return False
        rendition = describe_rendition(
            self.workdir / remux.SOURCE_NAME, self._picture(self.info.width, self.info.height)
        )
        self._tell([rendition], remux.SOURCE_AUDIO_NAME, FIRST_PLAYLIST, is_growing=False)
        return True

    def encode_quick_rung(self) -> Rung:
        """Encode one middle rung and the audio, telling of each further segment."""
        rung = choose_quick_rung(self.rungs)
        told = 0

        def tell_growth() -> None:
            nonlocal told
            try:
                rendition = self._describe(rung, declared_bps=rung.max_kbps * 1000)
                if len(rendition.files) > told:
                    self._tell([rendition], AUDIO_NAME, FIRST_PLAYLIST, is_growing=True)
                    told = len(rendition.files)
            except (FileNotFoundError, ValueError):
                return  # Not both the video's and the audio's first segment yet.

        self._encode([rung], with_audio=True, share=(0.0, _QUICK_SHARE), on_poll=tell_growth)
        self._tell([self._describe(rung)], AUDIO_NAME, FIRST_PLAYLIST, is_growing=False)
        return rung

    def encode_rest(self, done: Rung | None) -> None:
        """Encode the rungs that are not done, in one pass."""
        rest = [rung for rung in self.rungs if rung != done]
        if rest:
            self._encode(rest, with_audio=done is None, share=(_QUICK_SHARE if done else 0.0, 1.0))

    def describe_ladder(self) -> RenditionSet:
        """Return the whole set, having made sure that it is whole. Raises RunFailed if it is not."""
        renditions = [self._describe(rung) for rung in self.rungs]
        if len({len(rendition.segment_seconds) for rendition in renditions}) != 1:
            raise RunFailed("the renditions do not line up")
        return self._write_set(renditions, AUDIO_NAME, FINAL_PLAYLIST, is_growing=False)

    def _encode(
        self,
        rungs: Sequence[Rung],
        *,
        with_audio: bool,
        share: tuple[float, float],
        on_poll: Callable[[], None] = lambda: None,
    ) -> None:
        start, end = share
        length = self.info.duration_seconds or gate.MAX_SECONDS
        if self.section is not None:
            length = self.section.length_seconds
        names = [rung.name for rung in rungs] + ([AUDIO_NAME] if with_audio else [])
        argv = build_ladder_command(
            self.tools.ffmpeg,
            self.source,
            self.info,
            rungs,
            with_audio=with_audio,
            has_tonemap=self.tools.has_tonemap,
            section=self.section,
        )

        def tell_progress(out_seconds: float) -> None:
            self.on_progress(start + (end - start) * min(1.0, out_seconds / length))

        self._run(names, argv, on_progress=tell_progress, on_poll=on_poll)
        self._finish(names)

    def _run(
        self,
        names: Sequence[str],
        argv: Sequence[str],
        *,
        on_progress: Callable[[float], None] | None = None,
        on_poll: Callable[[], None] = lambda: None,
        niceness: int = _PATIENT,
    ) -> None:
        for name in names:
            (self.workdir / name).mkdir()
        try:
            run(
                argv,
                jail=self.tools.jail,
                limits=replace(build_limits(self.info), niceness=niceness),
                reads=[self.tools.ffmpeg, self.source],
                writes=self.workdir,
                on_progress=on_progress,
                on_poll=on_poll,
                cancelled=self.cancelled,
            )
        except OutputTooLong as error:
            raise Rejected(_TOO_LONG) from error

    def _finish(self, names: Sequence[str]) -> None:
        """Finish the playlists. Audio may be missing: some phones declare a track and record nothing."""
        try:
            for name in names:
                if name not in _AUDIO_NAMES or self._has_playlist(name):
                    self._finish_one(name)
        except (FileNotFoundError, ValueError) as error:
            raise Rejected(_UNREADABLE) from error

    def _finish_one(self, name: str) -> None:
        # A recording may declare no length at all, so what came out is what counts.
        if read_playlist(self.workdir / name).duration_seconds > _MAX_OUT_SECONDS:
            raise Rejected(_TOO_LONG)
        finish_playlist(self.workdir / name, is_audio=name in _AUDIO_NAMES)

    def _has_playlist(self, name: str) -> bool:
        return (self.workdir / name / PLAYLIST_NAME).exists()

    def _describe(self, rung: Rung, *, declared_bps: int = 0) -> Rendition:
        picture = self._picture(rung.width, rung.height)
        return describe_rendition(self.workdir / rung.name, picture, declared_bps=declared_bps)

    def _picture(self, width: int, height: int) -> Picture:
        rate = self.info.frames_per_second
        return Picture(width, height, min(rate, MAX_OUTPUT_FRAMES_PER_SECOND) if rate else None)

    def _tell(
        self, renditions: Sequence[Rendition], audio_name: str, playlist: str, *, is_growing: bool
    ) -> None:
        self.on_ready(self._write_set(renditions, audio_name, playlist, is_growing=is_growing))

    def _write_set(
        self, renditions: Sequence[Rendition], audio_name: str, playlist: str, *, is_growing: bool
    ) -> RenditionSet:
        has_audio = self._has_playlist(audio_name) or (is_growing and self.info.audio is not None)
        audio = describe_audio(self.workdir / audio_name) if has_audio else None
        rendition_set = RenditionSet(playlist, tuple(renditions), audio, is_growing)
        write_multivariant(self.workdir, rendition_set)
        return rendition_set


def transcode(
    source: Path,
    workdir: Path,
    info: MediaInfo,
    *,
    tools: MediaTools,
    on_ready: Callable[[RenditionSet], None] = lambda _: None,
    on_progress: Callable[[float], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> TranscodeResult:
    """Make everything a market shows of a clip. `info` is what `media.probe.probe` said of `source`.

    `workdir` is an empty folder. `on_ready` is told of each set that can be played before the final one:
    a stream copy, or a growing 540p rendition and then the finished one. Such a set is provisional: a
    failure may still follow. `on_progress` gets a share between 0 and 1.

    Raises Rejected: the clip itself is at fault (nothing to decode, or longer than it said).
    Raises RunFailed: cancelled, stalled, too slow, or ffmpeg failed.
    """
    job = Job(source.resolve(), workdir.resolve(), info, tools, on_ready, on_progress, cancelled)
    done = None if job.copy_first() else job.encode_quick_rung()
    job.encode_rest(done)
    return _finish(job, None)


def recut(
    source: Path,
    workdir: Path,
    info: MediaInfo,
    *,
    tools: MediaTools,
    section: Section | None,
    cover_seconds: float | None,
    on_progress: Callable[[float], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> TranscodeResult:
    """Make everything anew of a section of a clip, or of all of it (None), in one pass.

    `cover_seconds` is a moment of the section of which a picture is wanted. Otherwise as `transcode`.
    """
    job = Job(
        source.resolve(), workdir.resolve(), info, tools, lambda _: None, on_progress, cancelled, section
    )
    job.encode_rest(None)
    return _finish(job, cover_seconds)


def _finish(job: Job, cover_seconds: float | None) -> TranscodeResult:
    rendition_set = job.describe_ladder()
    thumbs = extract_thumbs(job.workdir, rendition_set, job.tools, job.cancelled)
    posters = make_posters(job.workdir, rendition_set, thumbs, job.tools, job.cancelled)
    cover = None
    if cover_seconds is not None:
        cover = take_moment(job.workdir, rendition_set, cover_seconds, job.tools, job.cancelled)
    sprite = make_sprite(job.workdir, thumbs)
    thumbs.remove()
    job.on_progress(1.0)
    return TranscodeResult(rendition_set, posters, sprite, cover)


def build_limits(info: MediaInfo) -> Limits:
    """Return what ffmpeg may use for a clip."""
    length = info.duration_seconds or gate.MAX_SECONDS
    deadline_seconds = _DEADLINE_BASE_SECONDS + _DEADLINE_PER_SECOND * length
    return Limits(
        deadline_seconds=deadline_seconds,
        memory_bytes=memory_for_cores(_MEMORY_BYTES),
        cpu_seconds=int(deadline_seconds * (os.cpu_count() or 1)),
        file_bytes=_FILE_BYTES,
        stall_seconds=_STALL_SECONDS,
        output_seconds=_MAX_OUT_SECONDS,
    )
