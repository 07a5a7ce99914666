"""The clips' captions: of every clip, in three languages, inside the clip, and as the market reads them."""

from demo.captions import CAPTIONS, list_files
from demo.catalogue import VIDEOS
from demo.scenes import SCENES
from media.captions import read_captions


def test_every_clip_has_captions_in_the_three_languages_that_fit_into_it() -> None:
    assert set(CAPTIONS) == {video.slug for video in VIDEOS}
    for video in VIDEOS:
        files = list_files(video.slug)
        assert set(files) == {"en", "zh-Hant", "zh-Hans"}
        read = {language: read_captions(file) for language, file in files.items()}
        assert {len(cues) for cues in read.values()} == {len(CAPTIONS[video.slug])}
        assert all(cues[-1].end_ms <= SCENES[video.scene].seconds * 1000 for cues in read.values())
