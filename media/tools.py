"""Finds ffmpeg, learns what it can do, and picks the jail it runs in. Done once per process."""

import functools
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from media.errors import ToolsMissing
from media.jail import Jail, JailKind, detect_jail

ASK_TIMEOUT_SECONDS = 20
#: Both are needed to bring HDR to SDR properly; Debian's build and imageio-ffmpeg's have them.
TONEMAP_FILTERS = frozenset({"zscale", "tonemap"})
NEEDED_ENCODERS = frozenset({"libx264", "aac"})


@dataclass(frozen=True)
class MediaTools:
    """What this machine turns clips with."""

    ffmpeg: Path
    version: str
    has_tonemap: bool
    jail: Jail

    def describe(self) -> dict[str, str]:
        """Return what a health page shows."""
        return {"ffmpeg": str(self.ffmpeg), "ffmpeg_version": self.version, "jail": self.jail.kind.value}


def find_tools(
    ffmpeg: str | None = None, *, require_jail: bool = False, jail: Jail | None = None
) -> MediaTools:
    """Return the ffmpeg to use (the setting, else PATH, else imageio-ffmpeg's) and the jail round it.

    Raises ToolsMissing: no ffmpeg with x264 and AAC; or `require_jail` and none works here.
    """
    found_jail = jail or detect_jail()
    if require_jail and found_jail.kind is JailKind.NONE:
        raise ToolsMissing(
            "No jail works on this machine, and the configuration requires one. "
            "Install bubblewrap, or allow unprivileged user namespaces."
        )
    path = _find_ffmpeg(ffmpeg)
    version, filters, encoders = _ask(path)
    if missing := NEEDED_ENCODERS - encoders:
        raise ToolsMissing(f"{path} cannot encode {', '.join(sorted(missing))}.")
    return MediaTools(path, version, filters >= TONEMAP_FILTERS, found_jail)


def _find_ffmpeg(setting: str | None) -> Path:
    if setting:
        found = shutil.which(setting)
        if found is None:
            raise ToolsMissing(f"The configured ffmpeg, {setting}, is not a program.")
        return Path(found).resolve()
    on_path = shutil.which("ffmpeg")
    return Path(on_path).resolve() if on_path else _bundled_ffmpeg()


def _bundled_ffmpeg() -> Path:
    import imageio_ffmpeg

    try:
        return Path(imageio_ffmpeg.get_ffmpeg_exe()).resolve()
    except RuntimeError as error:
        raise ToolsMissing("No ffmpeg on PATH, and imageio-ffmpeg brings none for this machine.") from error


@functools.cache
def _ask(path: Path) -> tuple[str, frozenset[str], frozenset[str]]:
    """Return version, filters and encoders of an ffmpeg."""
    version = re.search(r"^ffmpeg version (\S+)", _output(path, "-version"))
    if version is None:
        raise ToolsMissing(f"{path} is not ffmpeg.")
    # " T.. tonemap           V->V       Conversion …" and " V....D libx264   libx264 H.264 …"
    names = [
        frozenset(re.findall(r"^ [A-Z.]{2,6} (\w+) ", _output(path, listing), re.MULTILINE))
        for listing in ("-filters", "-encoders")
    ]
    return version[1], names[0], names[1]


def _output(path: Path, option: str) -> str:
    try:
        done = subprocess.run(
            [path, "-hide_banner", option],
            capture_output=True,
            text=True,
            timeout=ASK_TIMEOUT_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise ToolsMissing(f"{path} does not run: {error}") from error
    return done.stdout
