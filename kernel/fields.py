"""Field types for what people send: trimmed, normalised, of limited length, without hidden characters.

Every text that enters the system passes through one of these, so each has a limit (docs/problems.md).
"""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from kernel.errors import N_

#: Direction overrides and invisible joiners can make a text read as another one; emoji need ZWJ (U+200D).
_HIDDEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)
_LINE_BREAKS = re.compile(r"[\r\n\t]+")
MAX_EMAIL_CHARACTERS = 254  # Source: RFC 5321, 4.5.3.1, a path without its brackets
_EMAIL = re.compile(r"[^\s@<>\"',;:\\()\[\]]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")


class Body(BaseModel):
    """What a client sends. Unknown members are refused: nobody sets a field we did not offer."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def clean_text(value: object) -> object:
    """Return text in NFC without hidden characters and outer blanks; anything else unchanged."""
    if not isinstance(value, str):
        return value
    return _HIDDEN.sub("", unicodedata.normalize("NFC", value.replace("\r\n", "\n"))).strip()


def _one_line(value: object) -> object:
    cleaned = clean_text(value)
    return _LINE_BREAKS.sub(" ", cleaned) if isinstance(cleaned, str) else cleaned


def _check_email(value: str) -> str:
    if not _EMAIL.fullmatch(value):
        raise ValueError(N_("This is not an e-mail address."))
    return value.lower()


OneLine = BeforeValidator(_one_line)
ManyLines = BeforeValidator(clean_text)

Name = Annotated[str, OneLine, Field(min_length=1, max_length=80)]
Title = Annotated[str, OneLine, Field(min_length=1, max_length=120)]
ShortText = Annotated[str, OneLine, Field(max_length=200)]
LongText = Annotated[str, ManyLines, Field(max_length=5000)]
Reason = Annotated[str, ManyLines, Field(max_length=1000)]
Email = Annotated[str, OneLine, Field(max_length=MAX_EMAIL_CHARACTERS), AfterValidator(_check_email)]
Password = Annotated[str, Field(min_length=10, max_length=200)]
Code = Annotated[str, OneLine, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]*$")]
Currency = Annotated[str, Field(max_length=3, pattern=r"^[A-Z]{3}$")]
PriceMinor = Annotated[int, Field(strict=True, ge=1, le=100_000_000_00)]
#: Longer is no time in RFC 3339.
Moment = Annotated[AwareDatetime, Field(json_schema_extra={"maxLength": 40})]
