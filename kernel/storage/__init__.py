"""Objects: files under keys that we make, on the file system or in S3, behind one interface.

Keys are made by this server from ids and fixed names; no name that a person typed ever becomes part of one.
"""

from kernel.storage.base import BadKey, MultipartUpload, ObjectMissing, Part, Storage
from kernel.storage.factory import make_storage
from kernel.storage.filesystem import FileSystemStorage
from kernel.storage.s3 import S3Storage

__all__ = [
    "BadKey",
    "FileSystemStorage",
    "MultipartUpload",
    "ObjectMissing",
    "Part",
    "S3Storage",
    "Storage",
    "make_storage",
]
