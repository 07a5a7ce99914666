"""What all long work on a video has in common: an attempt of a job, fenced by its token; what a set says."""

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.orm import Session

from kernel import runtime
from kernel.errors import N_
from kernel.jobs import JobCancelled, JobState, LeaseLost, PermanentFailure, RunningJob
from kernel.jobs.queue import heartbeat
from media.errors import Rejected
from media.posters import Poster
from media.renditions import RenditionSet
from media.tools import MediaTools, find_tools

MAX_ATTEMPTS = 8
GIVEN_UP_SENTENCE = N_("Something went wrong on our side while processing this video. Please try again.")


@contextmanager
def attempt_of(job: RunningJob) -> Iterator[None]:
    """Do a job's work in the block; what fails is tried again, unless trying does not help or was enough.

    Raises PermanentFailure: with a sentence for the creator. Raises LeaseLost, JobCancelled.
    """
    try:
        yield
    except Rejected as error:
        raise PermanentFailure(error.reason) from error
    except (JobCancelled, LeaseLost, PermanentFailure):
        raise
    except Exception as error:
        job.check()  # ffmpeg was stopped because the job was
        if job.attempt >= MAX_ATTEMPTS:
            raise PermanentFailure(GIVEN_UP_SENTENCE) from error
        raise


def fence(session: Session, job: RunningJob) -> None:
    """Make sure that a job is still ours; its row stays locked until the transaction ends.

    Raises JobCancelled, LeaseLost.
    """
    state = heartbeat(session, job)
    if state is not JobState.RUNNING:
        raise JobCancelled if state is JobState.CANCELLED else LeaseLost


def own_tools() -> MediaTools:
    """Return what this process turns clips with."""
    config = runtime.config()
    return media_tools(config.ffmpeg, require_jail=config.require_jail or config.is_production)


@functools.cache
def media_tools(ffmpeg: str, *, require_jail: bool) -> MediaTools:
    """Return what a process with these settings turns clips with. Found once."""
    return find_tools(ffmpeg or None, require_jail=require_jail)


def describe_set(set_name: str, rendition_set: RenditionSet) -> dict[str, Any]:
    """Return the values of a video that shows this set."""
    best = rendition_set.renditions[0]
    return {
        "set_name": set_name,
        "playlist": rendition_set.playlist,
        "is_growing": rendition_set.is_growing,
        "width": best.width,
        "height": best.height,
        # While it grows, nobody knows how long it will be.
        "duration_seconds": None if rendition_set.is_growing else rendition_set.duration_seconds,
        "renditions": [
            {
                "name": rendition.name,
                "width": rendition.width,
                "height": rendition.height,
                "bandwidth_bps": rendition.bandwidth_bps,
            }
            for rendition in rendition_set.renditions
        ],
    }


def describe_poster(poster: Poster) -> dict[str, Any]:
    """Return a picture to choose from as the row has it."""
    largest = poster.images[0]
    return {
        "time_seconds": round(poster.time_seconds, 3),
        "file": largest.file,
        "width": largest.width,
        "height": largest.height,
    }
