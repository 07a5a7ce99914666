"""Tables of people, their sessions and their API tokens, and of who follows, blocks or mutes whom."""

import datetime as dt
import uuid

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base
from kernel.ids import new_id


class User(Base):
    """A person. `email` is lower case; `handle` is the public name in URLs."""

    __tablename__ = "users"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    handle: Mapped[str] = mapped_column(unique=True)
    display_name: Mapped[str]
    bio: Mapped[str] = mapped_column(default="")
    avatar_key: Mapped[str | None]
    locale: Mapped[str | None]
    roles: Mapped[list[str]] = mapped_column(JSON, default=list)
    shows_purchases: Mapped[bool] = mapped_column(default=False)
    suspended_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]


class UserSession(Base):
    """A signed-in device. The cookie's token is kept as a digest."""

    __tablename__ = "user_sessions"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), index=True)
    device: Mapped[str]
    address: Mapped[str]
    created_at: Mapped[dt.datetime]
    last_seen_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]


class ApiToken(Base):
    """A bearer token of a program that acts for a person."""

    __tablename__ = "api_tokens"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str]
    created_at: Mapped[dt.datetime]
    last_used_at: Mapped[dt.datetime | None]
    expires_at: Mapped[dt.datetime]


class Follow(Base):
    """Somebody wants to see what somebody else posts."""

    __tablename__ = "follows"
    __table_args__ = (Index("ix_follows_followed_id", "followed_id"),)

    follower_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    followed_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    created_at: Mapped[dt.datetime]


class Block(Base):
    """Somebody does not want to meet somebody else."""

    __tablename__ = "blocks"
    __table_args__ = (Index("ix_blocks_blocked_id", "blocked_id"),)

    blocker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    blocked_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    created_at: Mapped[dt.datetime]


class Mute(Base):
    """Somebody does not want to see what somebody else shows and says, and does not tell."""

    __tablename__ = "mutes"

    muter_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    muted_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    created_at: Mapped[dt.datetime]
