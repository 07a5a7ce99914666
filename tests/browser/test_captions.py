"""Captions, cuts and covers: a creator sends SRT, viewers read it in the feed at its moment; cuts move it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.roles import Role
from content import posts
from kernel.transaction import reading
from tests.browser.making import publish_clip
from tests.browser.test_accessibility import find
from tests.clips import clip_bytes
from tests.factories import make_person, make_product
from tests.pictures import jpeg_bytes

LOADED_MS = 20_000
#: A short clip is cut in seconds, on a busy machine in more of them.
CUT_MS = 90_000
SECONDS = 6
SRT = """1
00:00:00,200 --> 00:00:02,800
Paper is <b>folded</b>,
<script>alert(1)</script> not cut.

2
00:00:03,000 --> 00:00:05,800
Now it is lit.
"""
CHINESE = SRT.replace("Paper is <b>folded</b>,", "紙是摺的，").replace("Now it is lit.", "點燈了。")


@pytest.fixture
def srt(tmp_path: Path) -> Path:
    file = tmp_path / "captions.srt"
    file.write_text(SRT)
    return file


def open_editor(page: Page, video_id: object) -> None:
    page.goto(f"/studio/videos/{video_id}")
    expect(page.locator("nm-caption-editor")).to_be_visible()


def send_captions(page: Page, file: Path, language: str) -> None:
    editor = page.locator("nm-caption-editor")
    editor.get_by_label("Language", exact=True).select_option(language)
    editor.locator(".caption-editor__add input[type=file]").set_input_files(file)
    expect(editor.locator(f"[data-language={language}]")).to_be_visible()


def seek(page: Page, selector: str, seconds: float) -> None:
    page.eval_on_selector(selector, "(video, seconds) => { video.currentTime = seconds; }", seconds)


def watch(page: Page, video_id: object) -> None:
    page.goto(f"/v/{video_id}")
    expect(page.locator("nm-clip")).to_have_attribute("data-state", "playing", timeout=LOADED_MS)


def test_a_creator_sends_captions_and_a_viewer_reads_them_in_the_feed(
    market, windows, picture, srt: Path, tmp_path: Path
):
    creator = make_person(Role.CREATOR, name="Mei")
    video_id = publish_clip(
        creator, title="How lanterns are folded", tagged=make_product(), data=clip_bytes(SECONDS)
    )
    studio = windows.desktop(creator)
    open_editor(studio, video_id)
    send_captions(studio, srt, "en")
    chinese = tmp_path / "zh.srt"
    chinese.write_text(CHINESE)
    send_captions(studio, chinese, "zh-Hant")
    expect(studio.locator(".cues > li")).to_have_count(2)
    assert find(studio) == []  # axe, with captions in the list and on the video
    picture(studio, "editor-captions-desktop")
    asked: list[str] = []
    viewer = windows.phone()
    viewer.on("request", lambda request: asked.append(request.url) if ".vtt" in request.url else None)
    watch(viewer, video_id)
    assert asked == []  # nobody has asked for captions

    viewer.get_by_role("button", name="More about playing").click()
    assert find(viewer) == []
    picture(viewer, "player-menu-captions-phone")
    viewer.get_by_role("radio", name="English").check()
    viewer.keyboard.press("Escape")
    viewer.evaluate("document.querySelector('nm-clip').pause()")
    seek(viewer, ".clip__video", 1.0)

    caption = viewer.locator(".clip__captions .caption")
    expect(caption).to_have_text("Paper is folded,\nalert(1) not cut.", use_inner_text=True)
    box, chip = caption.bounding_box(), viewer.locator(".clip__words > .offer").bounding_box()
    assert box
    assert chip
    assert box["y"] + box["height"] <= chip["y"]
    picture(viewer, "captions-phone")
    seek(viewer, ".clip__video", 4.0)
    expect(caption).to_have_text("Now it is lit.")
    viewer.keyboard.press("c")
    expect(caption).to_have_count(0)
    viewer.keyboard.press("c")
    expect(caption).to_have_text("Now it is lit.")
    viewer.goto("/")
    expect(viewer.locator("nm-clip").first).to_have_attribute("data-state", "playing", timeout=LOADED_MS)
    expect(viewer.locator(".clip__captions .caption").first).to_be_visible(timeout=LOADED_MS)


def test_what_is_wrong_with_a_file_is_said_and_deleting_is_undone(market, windows, srt: Path, tmp_path: Path):
    creator = make_person(Role.CREATOR, name="Jun")
    video_id = publish_clip(creator, title="A clip with words", data=clip_bytes(SECONDS))
    page = windows.phone(creator)
    open_editor(page, video_id)
    damaged = tmp_path / "damaged.srt"
    damaged.write_text(SRT.replace("00:00:05,800", "00:00:01,000"))

    page.locator(".caption-editor__add input[type=file]").set_input_files(damaged)
    expect(page.locator(".caption-editor__failure")).to_contain_text("Line 7: This ends before it begins.")
    send_captions(page, srt, "ja")
    page.locator("[data-language=ja] [data-act=delete]").click()
    expect(page.locator("[data-language=ja]")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()

    expect(page.locator("[data-language=ja]")).to_be_visible()
    windows.complaints[:] = [one for one in windows.complaints if "422" not in one]


def test_a_creator_cuts_a_video_after_a_warning_and_takes_the_cut_back(market, windows, picture, srt: Path):
    creator = make_person(Role.CREATOR, name="Bo")
    video_id = publish_clip(
        creator, title="A long beginning", tagged=make_product(), data=clip_bytes(SECONDS)
    )
    page = windows.desktop(creator)
    open_editor(page, video_id)
    send_captions(page, srt, "en")
    start = page.get_by_role("slider", name="Beginning")
    start.focus()
    for _ in range(3):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("ArrowLeft")
    expect(start).to_have_attribute("aria-valuenow", "2.9")
    picture(page, "editor-trim-desktop")

    page.get_by_role("button", name="Cut", exact=True).click()
    expect(page.get_by_role("alertdialog")).to_contain_text("Product tags outside of this part: 1.")
    page.get_by_role("button", name="Cut anyway").click()
    expect(page.get_by_role("button", name="Take the cut back")).to_be_visible(timeout=CUT_MS)

    expect(start).to_have_attribute("aria-valuemax", re.compile(r"3\.[0-2]"))
    expect(page.locator(".tag-editor__list > li")).to_have_count(0)
    expect(page.locator(".cue__words").first).to_have_text("Now it is lit.")
    page.get_by_role("button", name="Take the cut back").click()
    expect(start).to_have_attribute("aria-valuemax", re.compile(r"6\.[0-2]"), timeout=CUT_MS)
    expect(page.locator(".tag-editor__list > li")).to_have_count(1)


def test_a_handle_is_moved_by_a_finger(market, windows, picture):
    creator = make_person(Role.CREATOR, name="An")
    video_id = publish_clip(creator, title="To be dragged", data=clip_bytes(SECONDS))
    page = windows.phone(creator)
    open_editor(page, video_id)
    end = page.get_by_role("slider", name="End")
    end.scroll_into_view_if_needed()
    strip, handle = page.locator(".strip").bounding_box(), end.bounding_box()
    assert strip
    assert handle

    page.mouse.move(handle["x"] + 4, handle["y"] + 20)
    page.mouse.down()
    page.mouse.move(strip["x"] + strip["width"] / 2, handle["y"] + 20, steps=4)
    page.mouse.up()

    value = float(end.get_attribute("aria-valuenow") or 0)
    assert 2.5 <= value <= 3.5
    expect(page.locator(".trim-editor__length")).to_contain_text("0.0 s to")
    picture(page, "editor-trim-phone")


def test_a_creator_chooses_a_moment_or_a_picture_as_cover_and_goes_back(
    market, windows, picture, tmp_path: Path
):
    creator = make_person(Role.CREATOR, name="Yun")
    video_id = publish_clip(creator, title="A face for a clip", data=clip_bytes(SECONDS))
    own = tmp_path / "cover.jpg"
    own.write_bytes(jpeg_bytes(900, 1600))
    page = windows.desktop(creator)
    open_editor(page, video_id)
    covers = page.locator("nm-cover-editor")

    def poster() -> str:
        with reading() as session:
            return posts.get_post(session, video_id).poster_file or ""

    automatic = poster()
    expect(page.locator(".editor__preview")).to_have_js_property("readyState", 4, timeout=LOADED_MS)
    seek(page, ".editor__preview", 3.4)
    covers.get_by_role("button", name="Take the picture on the screen").click()
    expect(covers.get_by_role("img", name="The picture of this video")).to_be_visible(timeout=CUT_MS)
    taken = poster()
    picture(page, "editor-cover-desktop")
    covers.locator("input[type=file]").set_input_files(own)
    expect(page.get_by_text("This picture stands for the video now.")).to_be_visible(timeout=LOADED_MS)
    sent = poster()
    covers.get_by_role("button", name="Back to the automatic picture").click()
    expect(covers.get_by_role("img", name="The picture of this video")).to_be_hidden()

    assert len({automatic, taken, sent}) == 3
    assert poster() == automatic
