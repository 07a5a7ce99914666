"""What the accounts' API takes and answers."""

import uuid
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from kernel.fields import Body, Email, LongText, Name, OneLine, Password

Handle = Annotated[str, Field(min_length=3, max_length=30, pattern=r"^[a-z0-9_]+$")]


class CreateToken(Body):
    """Credentials to be exchanged for a bearer token."""

    email: Email
    password: Annotated[str, Field(min_length=1, max_length=200)]
    name: Name = "API"


class TokenAnswer(BaseModel):
    """A new bearer token. It is shown this once."""

    token: str


class Me(BaseModel):
    """The signed-in person."""

    id: uuid.UUID
    handle: str
    display_name: str
    roles: list[str]


class PersonAnswer(BaseModel):
    """What everybody may know of a person."""

    id: uuid.UUID
    handle: str
    display_name: str
    bio: str
    avatar_url: str | None


class SuggestQuery(Body):
    """How the handle or name of somebody begins."""

    start: Annotated[str, OneLine, Field(max_length=30)] = ""


class PeopleAnswer(BaseModel):
    """Some people."""

    items: list[PersonAnswer]


class SignUp(Body):
    """The sign-up form."""

    email: Email
    password: Password
    display_name: Name
    next: Annotated[str, Field(max_length=500)] = "/"


class LogIn(Body):
    """The log-in form."""

    email: Email
    password: Annotated[str, Field(min_length=1, max_length=200)]
    next: Annotated[str, Field(max_length=500)] = "/"


class ProfileForm(Body):
    """The profile form."""

    display_name: Name
    handle: Handle
    bio: Annotated[LongText, Field(max_length=300)] = ""
    locale: Literal["", "en", "zh_Hant", "zh_Hans"] = ""


class ShowPurchases(Body):
    """The form with which a person lets others see what he buys; an unchecked box is not sent."""

    shows_purchases: bool = False


class TakeRole(Body):
    """The form with which a person becomes a creator or a merchant."""

    role: Literal["creator", "merchant"]
    next: Annotated[str, Field(max_length=500)] = "/"


class Preferences(Body):
    """Language and theme of this browser."""

    locale: Literal["", "en", "zh_Hant", "zh_Hans"] = ""
    theme: Literal["", "auto", "light", "dark"] = ""
    next: Annotated[str, Field(max_length=500)] = ""


class NewToken(Body):
    """The form that makes an API token."""

    name: Name
