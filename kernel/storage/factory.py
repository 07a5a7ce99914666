"""Choose the storage that the configuration names."""

from pathlib import Path
from urllib.parse import urlsplit

from kernel.config import Config, s3_settings
from kernel.signing import Signer
from kernel.storage.base import Storage
from kernel.storage.filesystem import FileSystemStorage
from kernel.storage.s3 import S3Storage


def make_storage(config: Config) -> Storage:
    """Return the object storage of this installation."""
    if config.storage_url.startswith("s3://"):
        settings = s3_settings(config.storage_url)
        return S3Storage(
            **settings,
            access_key=config.s3_access_key,
            secret_key=config.s3_secret_key,
            public_url=config.storage_public_url,
        )
    return FileSystemStorage(Path(urlsplit(config.storage_url).path), Signer(config.secret_key, "storage"))
