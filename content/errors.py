"""What can go wrong with uploads and videos."""

from kernel.errors import N_, Conflict, Forbidden, Invalid, NotFound, TooLarge


class NoSuchUpload(NotFound):
    """There is no such upload, or it is somebody else's."""

    title = N_("We could not find this upload. It may have been collected; please start it again.")


class FileTooLarge(TooLarge):
    """One file is larger than this market takes."""

    title = N_("This file is too large.")


class StorageFull(Forbidden):
    """The person's files together would be more than one person may keep."""

    title = N_("Your storage is full. Delete a video that you don't need any more.")


class TooManyUploads(Conflict):
    """The person has as many unfinished uploads as one may have."""

    title = N_("You have too many unfinished uploads. Finish or cancel one first.")


class UploadIncomplete(Conflict):
    """The parts that were named are not the ones that arrived."""

    title = N_("Some parts of this file have not arrived. Please continue the upload.")


class WrongUploadSize(Invalid):
    """The file that arrived is not as long as was announced."""

    title = N_("The file that arrived has another size than was announced. Please upload it again.")


class UploadNotReady(Conflict):
    """A video can't be made of this upload: it is unfinished, or one was made of it already."""

    title = N_("This upload is not finished, or a video was made of it already.")


class NoSuchPart(NotFound):
    """The file does not have that many parts."""

    title = N_("This file has no part of this number.")


class NoSuchPost(NotFound):
    """There is no such post, or the caller may not see it."""

    title = N_("We could not find this post. It may have been removed.")


class WrongState(Conflict):
    """The post is not in a state in which this can be done."""

    title = N_("This is not possible with the post as it is now.")


class NoLongerRestorable(Conflict):
    """The post was removed too long ago, or by a moderator."""

    title = N_("This post can't be brought back any more.")


class OriginalGone(Conflict):
    """The uploaded file was collected, so it can't be processed again."""

    title = N_("The uploaded file is not kept any more. Please upload it again.")


class BadTag(Invalid):
    """A product tag names something that is not on sale, or a time that is not in the video."""

    title = N_("A tagged product is not on sale.")


class BadTagTime(Invalid):
    """A tag's times are not inside the video."""

    title = N_("The times of a tag must lie inside the video.")


class BadTagPlace(Invalid):
    """A tag is on a picture that the post does not have."""

    title = N_("A tagged product must be on one of the pictures.")


class BadPicture(Invalid):
    """The file is not a picture that can be used."""

    title = N_("This picture can't be used. Send a JPEG, PNG or WebP of up to 10 MB.")


class NoSuchPicture(NotFound):
    """The post has no such picture."""

    title = N_("We could not find this picture.")


class TooManyPictures(Conflict):
    """The post has as many pictures as one may have."""

    title = N_("There is no room for another picture.")


class PicturesDiffer(Invalid):
    """The pictures that were sent are not those that the post has."""

    title = N_("The pictures have changed in the meantime. Please reload the page.")


class Unfinished(Invalid):
    """Something is missing without which a post can't be public."""

    title = N_("Give it a title and something to show before you publish it.")


class NotInFuture(Invalid):
    """The moment to publish at has passed."""

    title = N_("Choose a moment in the future.")


class NoSuchPoster(Invalid):
    """There is no poster of this number to choose."""

    title = N_("Choose one of the offered pictures.")


class BadSection(Invalid):
    """What is to be left of a video is not inside it, too short, or all of it."""

    title = N_("Choose a part of the video that is at least one second long.")


class EditUnderWay(Conflict):
    """The video is being cut already."""

    title = N_("This video is being cut at the moment. Wait for it, or cancel it first.")


class NoSuchMoment(Invalid):
    """The moment is not in the video."""

    title = N_("This moment is not in the video.")


class BadCaptions(Invalid):
    """The file is not WebVTT or SRT, or is damaged; `line` is the first line that is wrong."""

    title = N_("These captions can't be used.")


class CaptionsBehindEnd(Invalid):
    """Every caption begins behind the video's end."""

    title = N_("All of these captions come after the end of the video.")


class NoSuchCaptions(NotFound):
    """The video has no captions in this language."""

    title = N_("We could not find these captions.")


class TooManyCaptions(Conflict):
    """The video has captions in as many languages as one may have."""

    title = N_("This video has captions in 20 languages already. Delete some first.")


class UnknownLanguage(Invalid):
    """The language is not one of those that captions can have."""

    title = N_("Choose one of the offered languages.")


class NoSuchComment(NotFound):
    """There is no such comment, or the caller may not touch it."""

    title = N_("We could not find this comment. It may have been removed.")


class CommentGone(Conflict):
    """The comment was removed too long ago, or by somebody else."""

    title = N_("This comment can't be brought back any more.")


class TooManyPinned(Conflict):
    """As many posts are pinned as may be."""

    title = N_("Three posts are on top already. Take one down first.")
