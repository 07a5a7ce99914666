"""Posts as search engines and link previews read them: schema.org objects. Pure: answers in, JSON out.

Source: schema.org VideoObject, ImageGallery, ImageObject, Article; Open Graph is in the templates.
"""

import datetime as dt
from typing import Any

from content.feed_items import Creator
from content.routes.post_schemas import PostAnswer
from content.schemas import VideoAnswer
from content.tracks import ShownTrack

CONTEXT = "https://schema.org"


def describe_photos(post: PostAnswer, origin: str) -> dict[str, Any]:
    """Return a photo post as an ImageGallery of ImageObjects."""
    return _described(post, "ImageGallery", origin) | {
        "name": post.title,
        "image": [
            {
                "@type": "ImageObject",
                "contentUrl": f"{origin}{picture.url}",
                "thumbnailUrl": f"{origin}{picture.thumb_url}",
                "width": picture.width,
                "height": picture.height,
                "caption": picture.alt or post.title,
            }
            for picture in post.pictures
        ],
    }


def describe_article(post: PostAnswer, origin: str) -> dict[str, Any]:
    """Return an article as an Article."""
    return _described(post, "Article", origin) | {
        "headline": post.title,
        "image": [f"{origin}{picture.url}" for picture in post.pictures],
    }


def describe_video(video: VideoAnswer, origin: str) -> dict[str, Any]:
    """Return a video as a VideoObject."""
    described: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "VideoObject",
        "name": video.title,
        "description": video.description or video.title,
        "url": f"{origin}/v/{video.id}",
        "uploadDate": _moment(video.published_at or video.created_at),
        "author": _author(video.creator, origin),
    }
    if video.poster_url:
        described["thumbnailUrl"] = f"{origin}{video.poster_url}"
    if video.playlist_url:
        described["contentUrl"] = f"{origin}{video.playlist_url}"
    if video.duration_seconds is not None:
        described["duration"] = f"PT{round(video.duration_seconds, 1)}S"
    if video.captions:
        described["caption"] = [_describe_captions(track, origin) for track in video.captions]
    return described


def _describe_captions(track: ShownTrack, origin: str) -> dict[str, str]:
    return {
        "@type": "MediaObject",
        "name": track.label,
        "inLanguage": track.language,
        "encodingFormat": "text/vtt",
        "contentUrl": f"{origin}{track.url}",
    }


def _described(post: PostAnswer, type_name: str, origin: str) -> dict[str, Any]:
    return {
        "@context": CONTEXT,
        "@type": type_name,
        "url": f"{origin}{post.path}",
        "description": post.description or post.title,
        "datePublished": _moment(post.published_at or post.created_at),
        "author": _author(post.creator, origin),
    }


def _author(creator: Creator, origin: str) -> dict[str, str]:
    return {"@type": "Person", "name": creator.display_name, "url": f"{origin}/@{creator.handle}"}


def _moment(moment: dt.datetime) -> str:
    return moment.isoformat()
