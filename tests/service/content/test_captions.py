"""Captions of a video: sent, served, replaced, deleted and brought back; private as long as the video is."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from accounts.roles import Role
from content.collection import collect_sets
from content.languages import LANGUAGES, list_languages, own_name
from kernel import runtime
from tests.factories import make_person
from tests.market import ApiClient, run_jobs
from tests.service.content.market import fetch, post_video, publish_video

pytestmark = pytest.mark.usefixtures("app")

SRT = "1\n00:00:00,500 --> 00:00:01,500\nPaper, <b>folded</b>\n\n2\n00:00:05,000 --> 00:00:06,000\nToo late\n"


def put(api: ApiClient, video_id: str, language: str, text: str | bytes) -> TestResponse:
    """Send captions as a browser does."""
    headers = {"Authorization": f"Bearer {api.token}", "Accept": "application/json"}
    data = text.encode() if isinstance(text, str) else text
    return api.client.put(f"/api/v1/videos/{video_id}/captions/{language}", data=data, headers=headers)


def captions_of(api: ApiClient, video_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = api.get(f"/videos/{video_id}").json["captions"]
    return found


@pytest.fixture
def moderator(api: Callable[..., ApiClient]) -> ApiClient:
    return api(make_person(Role.MODERATOR).id)


@pytest.fixture
def creator(api: Callable[..., ApiClient]) -> ApiClient:
    return api(make_person().id)


@pytest.fixture
def video_id(creator: ApiClient, moderator: ApiClient) -> str:
    return str(publish_video(creator, moderator))


def test_a_file_becomes_clean_webvtt_that_everybody_may_read(
    creator: ApiClient, video_id: str, api: Callable[..., ApiClient]
) -> None:
    kept = put(creator, video_id, "zh-Hant", SRT)

    [track] = captions_of(api(), video_id)
    served = fetch(api(), track["url"])
    assert kept.json == {"language": "zh-Hant", "label": "繁體中文", "cues_count": 2, "hidden_count": 1}
    assert (track["language"], track["label"], track["is_default"]) == ("zh-Hant", "繁體中文", True)
    assert served.mimetype == "text/vtt"
    assert served.headers["Content-Type"].count("charset") <= 1
    assert served.text == "WEBVTT\n\n00:00:00.500 --> 00:00:01.500\nPaper, folded\n"
    items = api().get("/feed").json["items"]
    assert next(item for item in items if item["id"] == video_id)["captions"] == [track]


def test_captions_are_private_until_the_video_is_public_and_gone_when_it_is(
    creator: ApiClient, moderator: ApiClient, api: Callable[..., ApiClient]
) -> None:
    video_id = post_video(creator)
    run_jobs("media")
    put(creator, video_id, "en", SRT)
    [own] = captions_of(creator, video_id)

    asked = own["url"].partition("/videos/")[2]
    assert fetch(creator, own["url"]).status_code == 200
    assert fetch(api(), f"/media/videos/{asked}").status_code == 404
    moderator.post(f"/moderation/reviews/{video_id}", {"decision": "approve"})
    [shown] = captions_of(api(), video_id)
    assert fetch(api(), shown["url"]).status_code == 200
    moderator.post(f"/videos/{video_id}/takedown", {"reason": "Not yours."})
    assert fetch(api(), shown["url"]).status_code == 404


def test_what_is_sent_while_the_video_is_made_is_there_when_it_is(
    creator: ApiClient, moderator: ApiClient, api: Callable[..., ApiClient]
) -> None:
    video_id = post_video(creator)

    put(creator, video_id, "en", SRT)
    run_jobs("media")
    moderator.post(f"/moderation/reviews/{video_id}", {"decision": "approve"})

    [track] = captions_of(api(), video_id)
    assert "Paper, folded" in fetch(api(), track["url"]).text


def test_a_damaged_file_is_refused_with_its_line_and_changes_nothing(
    creator: ApiClient, video_id: str
) -> None:
    put(creator, video_id, "en", SRT)

    refused = put(creator, video_id, "en", "1\n00:00:02,000 --> 00:00:01,000\nx\n")

    assert (refused.status_code, refused.json["type"]) == (422, "/problems/bad-captions")
    assert (refused.json["line"], refused.json["detail"]) == (2, "This ends before it begins.")
    assert "Paper, folded" in fetch(creator, captions_of(creator, video_id)[0]["url"]).text


@pytest.mark.parametrize(
    ("language", "text", "problem"),
    [
        ("en", "1\n00:00:09,000 --> 00:00:10,000\nx\n", "/problems/captions-behind-end"),
        ("tlh", SRT, "/problems/unknown-language"),
        ("en", b"\0" * 100, "/problems/bad-captions"),
        ("en", b" " * (600 << 10), "/problems/bad-captions"),
    ],
)
def test_what_is_no_use_is_refused(
    creator: ApiClient, video_id: str, language: str, text: str | bytes, problem: str
) -> None:
    refused = put(creator, video_id, language, text)

    assert (refused.status_code, refused.json["type"]) == (422, problem)
    assert captions_of(creator, video_id) == []


def test_deleted_captions_are_gone_at_once_and_come_back(creator: ApiClient, video_id: str) -> None:
    put(creator, video_id, "en", SRT)
    [track] = captions_of(creator, video_id)

    creator.send("DELETE", f"/videos/{video_id}/captions/en")
    gone, listed = fetch(creator, track["url"]).status_code, captions_of(creator, video_id)
    creator.post(f"/videos/{video_id}/captions/en/restore")

    assert (gone, listed) == (404, [])
    [back] = captions_of(creator, video_id)
    assert "Paper, folded" in fetch(creator, back["url"]).text
    assert creator.post(f"/videos/{video_id}/captions/en/restore").status_code == 404


def test_one_language_is_the_default_until_another_is_chosen_or_it_is_deleted(
    creator: ApiClient, video_id: str
) -> None:
    def default() -> list[str]:
        return [one["language"] for one in captions_of(creator, video_id) if one["is_default"]]

    for language in ("en", "ja"):
        put(creator, video_id, language, SRT)
    first = default()
    creator.send("PUT", f"/videos/{video_id}/captions/ja/default")
    put(creator, video_id, "ja", SRT)
    chosen = default()
    creator.send("DELETE", f"/videos/{video_id}/captions/ja")

    assert (first, chosen, default()) == (["en"], ["ja"], ["en"])


def test_replaced_files_are_collected_and_the_file_that_was_sent_stays(
    creator: ApiClient, video_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(creator, video_id, "en", SRT)
    put(creator, video_id, "en", SRT.replace("Paper", "Silk"))
    monkeypatch.setattr("content.collection.BEING_STORED", -dt.timedelta(minutes=10))

    collect_sets(uuid.UUID(video_id))

    keys = list(runtime.storage().list_keys(f"videos/{video_id}"))
    assert sum(key.endswith(".original") for key in keys) == 1
    assert sum(key.endswith(".vtt") for key in keys) == 1
    original = creator.get(f"/videos/{video_id}/captions/en/original")
    assert original.data == SRT.replace("Paper", "Silk").encode()
    assert original.headers["Content-Disposition"].startswith("attachment")


def test_a_stranger_changes_and_downloads_nothing(
    creator: ApiClient, video_id: str, api: Callable[..., ApiClient]
) -> None:
    put(creator, video_id, "en", SRT)
    stranger = api(make_person().id)

    answers = [
        put(stranger, video_id, "en", SRT),
        stranger.send("DELETE", f"/videos/{video_id}/captions/en"),
        stranger.get(f"/videos/{video_id}/captions/en/original"),
        stranger.post(f"/videos/{video_id}/captions/en/restore"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4


def test_the_page_names_captions_for_machines_and_people(
    creator: ApiClient, video_id: str, api: Callable[..., ApiClient]
) -> None:
    put(creator, video_id, "en", SRT)

    page = api().client.get(f"/v/{video_id}").text

    assert '"caption": [{"@type": "MediaObject"' in page
    assert '"encodingFormat": "text/vtt"' in page


def test_every_language_has_a_name_in_each_of_ours() -> None:
    for locale in ("en", "zh_Hant", "zh_Hans"):
        names = {language.tag: language.name for language in list_languages(locale)}
        assert set(names) == set(LANGUAGES)
        assert all(name and name != tag for tag, name in names.items())
    assert own_name("ja") == "日本語"
