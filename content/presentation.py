"""Videos as a certain viewer may see them: with addresses that work for that viewer, and today's offers."""

import uuid
from collections.abc import Mapping, Sequence

from flask_babel import gettext
from sqlalchemy.orm import Session

from accounts import people
from accounts.people import Person
from content.cover_values import is_pending, kind_of
from content.earning import Showing, add_clicks, disclose
from content.feed_items import Creator
from content.media_urls import SPRITE_INDEX, find_folder_url
from content.mentions import join_handles, read_mentions
from content.posts import Post
from content.schemas import (
    CoverAnswer,
    EditAnswer,
    PosterAnswer,
    RenditionAnswer,
    TrimAnswer,
    VideoAnswer,
)
from content.sets import is_final
from content.states import PostState
from content.tagged import TaggedOffer, list_tagged_offers
from content.tracks import list_shown
from content.trims import section_of
from kernel.jobs import find_job


def present_videos(
    session: Session, videos: Sequence[Post], *, viewer_id: uuid.UUID | None, is_moderator: bool
) -> list[VideoAnswer]:
    """Return what this viewer may know of these videos, which the caller found that he may see."""
    showings = [Showing(video.id, video.kind, video.creator_id) for video in videos]
    offers = add_clicks(session, showings, list_tagged_offers(session, [video.id for video in videos]))
    mentions = {video.id: read_mentions(video.mentions) for video in videos}
    named = {one.person_id for group in mentions.values() for one in group}
    persons = people.list_people(session, {video.creator_id for video in videos} | named)
    present = {person_id: person.handle for person_id, person in persons.items()}
    return [
        _present(
            video,
            persons[video.creator_id],
            join_handles(mentions[video.id], present),
            offers.get(video.id, []),
            progress=_progress(session, video),
            edit=_edit(session, video),
            folder=find_folder_url(video, viewer_id, is_moderator=is_moderator),
            is_own=is_moderator or video.creator_id == viewer_id,
        )
        for video in videos
    ]


def describe_creator(person: Person) -> Creator:
    """Return what everybody may know of a creator."""
    return Creator(person.handle, person.display_name, person.avatar_url)


def _present(
    video: Post,
    creator: Person,
    handles: Mapping[str, str],
    offers: Sequence[TaggedOffer],
    *,
    progress: float,
    edit: EditAnswer | None,
    folder: str | None,
    is_own: bool,
) -> VideoAnswer:
    has_set = folder is not None
    return VideoAnswer(
        id=video.id,
        state=video.state,
        title=video.title,
        description=video.description,
        mentions=dict(handles),
        creator=describe_creator(creator),
        progress=progress,
        failure=gettext(video.failure) if is_own and video.failure else None,
        playlist_url=f"{folder}/{video.playlist}" if has_set and video.playlist else None,
        is_growing=video.is_growing,
        poster_url=f"{folder}/{video.poster_file}" if has_set and video.poster_file else None,
        sprite_url=f"{folder}/{SPRITE_INDEX}" if has_set and is_final(video.playlist) else None,
        width=video.width,
        height=video.height,
        duration_seconds=video.duration_seconds,
        renditions=[RenditionAnswer.model_validate(rendition) for rendition in video.renditions],
        posters=_posters(video, folder) if folder and is_own else [],
        captions=list(list_shown(video.captions, folder)) if folder and is_final(video.playlist) else [],
        cover=_cover(video) if is_own else None,
        trim=_trim(video) if is_own else None,
        edit=edit if is_own else None,
        product_tags=list(offers),
        disclosure=disclose(video.disclosure, offers),
        created_at=video.created_at,
        published_at=video.published_at,
    )


def _posters(video: Post, folder: str) -> list[PosterAnswer]:
    return [
        PosterAnswer(
            number=number,
            time_seconds=poster["time_seconds"],
            url=f"{folder}/{poster['file']}",
            is_chosen=poster["file"] == video.poster_file,
        )
        for number, poster in enumerate(video.posters)
    ]


def _cover(video: Post) -> CoverAnswer:
    return CoverAnswer(kind=kind_of(video.cover), is_pending=is_pending(video.cover))


def _trim(video: Post) -> TrimAnswer | None:
    section = section_of(video.trim)
    if section is None:
        return None
    return TrimAnswer(start_seconds=section.start_seconds, end_seconds=section.end_seconds)


def _edit(session: Session, video: Post) -> EditAnswer | None:
    if video.edit is None:
        return None
    job = find_job(session, uuid.UUID(video.edit["job_id"]))
    failure = video.edit["failure"]
    return EditAnswer(
        start_seconds=video.edit["start_seconds"],
        end_seconds=video.edit["end_seconds"],
        progress=round(job.progress, 3) if job else 0.0,
        failure=gettext(failure) if failure else None,
    )


def _progress(session: Session, video: Post) -> float:
    """Return how far the processing is, 0 to 1."""
    if video.state in {PostState.IN_REVIEW, PostState.PUBLISHED}:
        return 1.0
    if video.state is not PostState.PROCESSING or video.job_id is None:
        return 0.0
    job = find_job(session, video.job_id)
    return round(job.progress, 3) if job else 0.0
