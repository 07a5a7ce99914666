"""The configuration: one frozen object, read from the environment here and nowhere else.

Every field's environment variable is `NIGHTMARKET_` plus its name in capitals. A wrong value stops the
start with a sentence that names the variable.
"""

import dataclasses
import importlib.util
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

PREFIX = "NIGHTMARKET_"
MIN_SECRET_CHARACTERS = 32
#: Where an embedded installation keeps its key, in its home.
KEY_FILE = "secret_key"
#: Source: OWASP Password Storage Cheat Sheet, the least memory for argon2id.
MIN_PASSWORD_MEMORY_KIB = 19_456
#: All of it.
MAX_BASIS_POINTS = 10_000


class ConfigError(Exception):
    """The configuration can't be used; the message says which variable and what it should be."""


def _setting(default: Any, doc: str) -> Any:
    return field(default=default, metadata={"doc": doc})


@dataclass(frozen=True)
class Config:
    """Everything that can be set. The defaults run the embedded stack in `var/`."""

    environment: str = _setting("development", "`production` refuses everything that is only for trying out.")
    home: Path = _setting(Path("var"), "Folder of everything that is written: database, media, secret key.")
    public_url: str = _setting("http://127.0.0.1:8000", "Origin under which people reach the market.")
    internal_url: str = _setting("", "Origin under which the worker reaches the web; empty: `public_url`.")
    realtime_url: str = _setting("", "Origin of the Socket.IO process; empty: the same origin as the pages.")
    host: str = _setting("127.0.0.1", "Address the web process listens on.")
    port: int = _setting(8000, "TCP port of the web process.")
    realtime_port: int = _setting(8001, "TCP port of the realtime process.")
    realtime_mode: str = _setting(
        "eventlet", "Concurrency library of the realtime process: eventlet or gevent."
    )
    ingest_url: str = _setting("", "Origin of the ingest process as browsers reach it; empty: the pages'.")
    ingest_internal_url: str = _setting(
        "",
        "Origin of the ingest process as the realtime process reaches it; empty: on this machine.",
    )
    ingest_port: int = _setting(
        8002, "TCP port of the ingest process (browsers' broadcasts, feed to the edges)."
    )
    rtmp_port: int = _setting(
        1935, "TCP port for RTMP publishers such as OBS; 0: none here (nginx-rtmp takes them)."
    )
    rtmp_url: str = _setting(
        "", "rtmp://… address shown to broadcasters; empty: host of `public_url`, `rtmp_port`."
    )
    live_spool: Path = _setting(Path(), "Folder of running broadcasts, best on tmpfs; empty: `home`/live.")
    live_files_by_proxy: bool = _setting(
        False, "nginx in front serves parts and segments from `live_spool` (see deploy/nginx)."
    )
    live_dvr_seconds: int = _setting(900, "How far viewers can wind back a running broadcast (seconds).")
    live_grace_seconds: int = _setting(15, "A broadcast waits this long for a lost publisher (seconds).")
    live_cpu_percent: int = _setting(
        70,
        "Share of the machine's processors that broadcasts may use before extra renditions are dropped (%).",
    )
    max_broadcasts: int = _setting(50, "Broadcasts that one ingest process carries at once (count).")
    template_cache: Path = _setting(Path(), "Folder of compiled templates; empty: `home`/cache/templates.")
    web_threads: int = _setting(16, "Threads of each web process (count).")
    web_processes: int = _setting(1, "Web processes (count). Keep 1 on SQLite: one writer.")
    trusted_proxies: int = _setting(
        0, "Reverse proxies in front (count) whose X-Forwarded headers are believed."
    )
    secret_key: str = _setting("", "Signs tokens and URLs, at least 32 characters; empty: kept in `home`.")
    database_url: str = _setting("", "SQLAlchemy URL; empty: SQLite in `home`.")
    database_pool_size: int = _setting(20, "Database connections of each process (count).")
    storage_url: str = _setting("", "file:///dir or s3://bucket?endpoint=…&region=…; empty: `home`/media.")
    storage_public_url: str = _setting(
        "", "Origin of S3 as browsers reach it, for signed uploads; empty: the endpoint."
    )
    storage_accel: bool = _setting(
        False, "nginx in front serves media by X-Accel-Redirect (see deploy/nginx)."
    )
    s3_access_key: str = _setting("", "Access key of the object storage.")
    s3_secret_key: str = _setting("", "Secret key of the object storage.")
    redis_url: str = _setting("", "redis://… for limits and news between processes; empty: none.")
    ffmpeg: str = _setting("", "Path of ffmpeg; empty: PATH, else the one that imageio-ffmpeg carries.")
    require_jail: bool = _setting(False, "Refuse to transcode without a jail (always so in production).")
    mail_url: str = _setting(
        "",
        "smtp://user:password@host:587 (STARTTLS; `?tls=none` for a relay on this machine) or smtps://…:465; "
        "empty: mails are kept in `home`/mail.",
    )
    mail_from: str = _setting(
        "", "Sender of mails, e.g. Market <mail@market.example>; empty: market@ the host of `public_url`."
    )
    payment_gateway: str = _setting(
        "sandbox", "Which gateway takes new payments: sandbox (no real money) or stripe."
    )
    sandbox_webhook_secret: str = _setting(
        "", "Signs the sandbox gateway's webhooks; empty: derived from the key."
    )
    stripe_secret_key: str = _setting(
        "", "Stripe's secret or restricted key (sk_… or rk_…); kept set, payments made by it can be refunded."
    )
    stripe_webhook_secrets: str = _setting(
        "", "Signing secrets of Stripe's webhooks (whsec_…), with commas between; two while one is replaced."
    )
    stripe_api_url: str = _setting("", "Origin of Stripe's API, for tests; empty: Stripe's own.")
    price_preset: str = _setting(
        "eu", "Whose rule names the earlier price of a reduction: eu (30 days) or prc (7 days)."
    )
    platform_fee_basis_points: int = _setting(
        0, "What the market keeps of each order (basis points: 500 is 5 %)."
    )
    payout_hold_days: int = _setting(
        14, "What an order brings its shop can be paid out after this, when it won't go back any more (days)."
    )
    touch_live_minutes: int = _setting(
        30,
        "Who buys within this after a product of a broadcast was opened does so through its host (minutes).",
    )
    touch_content_days: int = _setting(7, "The same after a product of a post or a link was opened (days).")
    touch_follow_days: int = _setting(30, "The same after somebody began to follow a creator (days).")
    payout_minimum_minor: int = _setting(1000, "Less than this is not paid out yet (minor units).")
    reservation_seconds: int = _setting(600, "How long an unpaid order holds its stock (seconds).")
    delivery_days: int = _setting(
        14, "A shipped order counts as delivered after this, if nobody says so before (days)."
    )
    completion_days: int = _setting(
        10, "A delivered order is complete after this, if its buyer does not confirm it before (days)."
    )
    return_days: int = _setting(
        14, "How long after its delivery an order can be given back without a reason (days); 14 in the EU."
    )
    return_gives_shipping: bool = _setting(
        True, "Whoever gives all of an order back in time gets its cheapest shipping back, too, as in the EU."
    )
    return_answer_days: int = _setting(
        3, "A return that its merchant does not answer is approved after this (days)."
    )
    return_send_days: int = _setting(
        14, "An approved return that its buyer does not send is closed after this (days)."
    )
    return_receive_days: int = _setting(
        14, "What was sent back and not confirmed counts as received after this, and is paid back (days)."
    )
    review_first_videos: int = _setting(3, "Videos of a new creator that a moderator sees first (count).")
    max_upload_bytes: int = _setting(2 << 30, "Largest video upload (bytes).")
    max_stored_bytes: int = _setting(20 << 30, "Uploads one person may keep (bytes).")
    max_uploads_in_flight: int = _setting(8, "Unfinished uploads one person may have (count).")
    upload_days: int = _setting(2, "Unfinished uploads are collected after this (days).")
    password_memory_kib: int = _setting(
        65536, "Memory that hashing a password takes (KiB): what makes guessing dear, and logging in."
    )
    demo_password: str = _setting("", "Password of the demo's log-ins; empty: a random one, kept in `home`.")
    log_level: str = _setting("info", "debug, info, warning or error.")
    metrics_token: str = _setting("", "Bearer token for /metrics; empty: only from this machine.")

    def __post_init__(self) -> None:
        for check in (
            _check_environment,
            _check_secret,
            _check_urls,
            _check_mail,
            _check_stacks,
            _check_stripe,
            _check_numbers,
        ):
            check(self)

    @property
    def is_production(self) -> bool:
        """Tell whether real people and real money are involved."""
        return self.environment == "production"

    @property
    def is_sqlite(self) -> bool:
        """Tell whether the embedded database is used."""
        return self.database_url.startswith("sqlite")

    def to_env(self) -> dict[str, str]:
        """Return the environment that gives a child process this same configuration."""
        values = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}
        return {PREFIX + name.upper(): _write(value) for name, value in values.items()}

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None, **overrides: Any) -> "Config":
        """Read the environment and complete it: keys and folders of the embedded stack are made here.

        Raises ConfigError: a value can't be read or does not fit the others.
        """
        environ = os.environ if environ is None else environ
        known = {f.name: f for f in dataclasses.fields(cls)}
        _refuse_unknown(environ, known)
        values = {
            name: _parse(f, environ[PREFIX + name.upper()])
            for name, f in known.items()
            if environ.get(PREFIX + name.upper(), "") != ""
        }
        values.update(overrides)
        home = Path(values.get("home", cls.home)).expanduser().resolve()
        values["home"] = home
        values.setdefault("database_url", f"sqlite:///{home / 'nightmarket.db'}")
        values.setdefault("storage_url", f"file://{home / 'media'}")
        values.setdefault("live_spool", home / "live")
        values.setdefault("template_cache", home / "cache" / "templates")
        if "secret_key" not in values and values.get("environment") != "production":
            values["secret_key"] = _kept_secret(home)
        return cls(**values)


def _refuse_unknown(environ: Mapping[str, str], known: Mapping[str, object]) -> None:
    allowed = {PREFIX + name.upper() for name in known}
    for name in environ:
        if name.startswith(PREFIX) and name not in allowed:
            raise ConfigError(f"{name} is not a setting of Nightmarket. Is it misspelt?")


def _parse(setting: dataclasses.Field[Any], text: str) -> Any:
    name = PREFIX + setting.name.upper()
    default: Any = setting.default
    kind = type(default)
    if kind is bool:
        if text.lower() not in {"1", "0", "true", "false", "yes", "no"}:
            raise ConfigError(f"{name} must be yes or no, not {text!r}.")
        return text.lower() in {"1", "true", "yes"}
    if kind is int:
        try:
            return int(text)
        except ValueError:
            raise ConfigError(f"{name} must be a whole number, not {text!r}.") from None
    return Path(text) if isinstance(default, Path) else text


def _write(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _kept_secret(home: Path) -> str:
    """Read the secret key of an embedded installation, or make it once, readable by its owner alone."""
    path = home / KEY_FILE
    home.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


def _check_environment(config: Config) -> None:
    choices = {
        "environment": {"development", "production", "test"},
        "realtime_mode": {"eventlet", "gevent"},
        "payment_gateway": {"sandbox", "stripe"},
        "price_preset": {"eu", "prc"},
        "log_level": {"debug", "info", "warning", "error"},
    }
    for name, allowed in choices.items():
        if getattr(config, name) not in allowed:
            raise ConfigError(f"{PREFIX}{name.upper()} must be one of {', '.join(sorted(allowed))}.")


def _check_urls(config: Config) -> None:
    for name in (
        "public_url",
        "internal_url",
        "realtime_url",
        "ingest_url",
        "ingest_internal_url",
        "storage_public_url",
        "stripe_api_url",
    ):
        value = getattr(config, name)
        parts = urlsplit(value)
        if value and (
            parts.scheme not in {"http", "https"} or not parts.netloc or parts.path not in {"", "/"}
        ):
            raise ConfigError(f"{PREFIX}{name.upper()} must be an origin such as https://market.example.")
    if urlsplit(config.storage_url).scheme not in {"file", "s3", ""}:
        raise ConfigError(f"{PREFIX}STORAGE_URL must start with file:// or s3://.")


def _check_mail(config: Config) -> None:
    server = urlsplit(config.mail_url)
    if config.mail_url and (server.scheme not in {"smtp", "smtps"} or not server.hostname):
        raise ConfigError(f"{PREFIX}MAIL_URL must start with smtp:// or smtps:// and name a host.")
    if parse_qs(server.query).get("tls", ["none"]) != ["none"]:
        raise ConfigError(f"{PREFIX}MAIL_URL knows no other choice than ?tls=none.")
    if config.mail_from and not re.fullmatch(r"[^@\r\n]*[^@\s]@[^@\s]+", config.mail_from):
        raise ConfigError(f"{PREFIX}MAIL_FROM must be an address such as Market <mail@market.example>.")


def _check_stacks(config: Config) -> None:
    if config.is_sqlite and config.web_processes != 1:
        raise ConfigError(f"{PREFIX}WEB_PROCESSES must be 1 on SQLite; use PostgreSQL for more.")
    if config.storage_url.startswith("s3://") and not (config.s3_access_key and config.s3_secret_key):
        raise ConfigError(f"{PREFIX}S3_ACCESS_KEY and {PREFIX}S3_SECRET_KEY are needed with s3:// storage.")
    if config.is_production and config.payment_gateway == "sandbox":
        raise ConfigError(
            f"{PREFIX}PAYMENT_GATEWAY=sandbox takes no real money and is refused in production."
        )


def _check_stripe(config: Config) -> None:
    if config.payment_gateway == "stripe" and not (
        config.stripe_secret_key and config.stripe_webhook_secrets
    ):
        raise ConfigError(
            f"{PREFIX}STRIPE_SECRET_KEY and {PREFIX}STRIPE_WEBHOOK_SECRETS are needed with "
            f"{PREFIX}PAYMENT_GATEWAY=stripe."
        )
    if not config.stripe_secret_key:
        return
    if not re.fullmatch(r"(sk|rk)_(test|live)_\w+", config.stripe_secret_key):
        raise ConfigError(f"{PREFIX}STRIPE_SECRET_KEY must look like sk_live_… or rk_live_….")
    if not all(re.fullmatch(r"\s*whsec_\S+\s*", s) for s in config.stripe_webhook_secrets.split(",")):
        raise ConfigError(f"{PREFIX}STRIPE_WEBHOOK_SECRETS must be whsec_… with commas between them.")
    if importlib.util.find_spec("stripe") is None:
        raise ConfigError(
            f"{PREFIX}STRIPE_SECRET_KEY needs Stripe's library: pip install -r requirements/stripe.txt"
        )
    if config.is_production:
        _check_real_money(config)


def _check_real_money(config: Config) -> None:
    if "_test_" in config.stripe_secret_key:
        raise ConfigError(f"{PREFIX}STRIPE_SECRET_KEY is a test key, which production refuses.")
    if config.stripe_api_url and urlsplit(config.stripe_api_url).scheme != "https":
        raise ConfigError(f"{PREFIX}STRIPE_API_URL must be https in production.")


def _check_numbers(config: Config) -> None:
    for setting in dataclasses.fields(config):
        value = getattr(config, setting.name)
        if isinstance(value, int) and value < 0:
            raise ConfigError(f"{PREFIX}{setting.name.upper()} can't be negative.")
    for name in (
        "web_threads",
        "web_processes",
        "database_pool_size",
        "reservation_seconds",
        "delivery_days",
        "completion_days",
        "return_answer_days",
        "return_send_days",
        "return_receive_days",
        "max_upload_bytes",
        "live_dvr_seconds",
        "live_grace_seconds",
        "max_broadcasts",
    ):
        if getattr(config, name) < 1:
            raise ConfigError(f"{PREFIX}{name.upper()} must be at least 1.")
    if config.platform_fee_basis_points > MAX_BASIS_POINTS:
        raise ConfigError(f"{PREFIX}PLATFORM_FEE_BASIS_POINTS must be at most {MAX_BASIS_POINTS}.")
    if config.environment != "test" and config.password_memory_kib < MIN_PASSWORD_MEMORY_KIB:
        raise ConfigError(f"{PREFIX}PASSWORD_MEMORY_KIB must be at least {MIN_PASSWORD_MEMORY_KIB}.")


def _check_secret(config: Config) -> None:
    if len(config.secret_key) < MIN_SECRET_CHARACTERS:
        raise ConfigError(
            f"{PREFIX}SECRET_KEY must have at least {MIN_SECRET_CHARACTERS} characters. "
            "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )


def s3_settings(storage_url: str) -> dict[str, str]:
    """Split `s3://bucket?endpoint=…&region=…` into bucket, endpoint and region."""
    parts = urlsplit(storage_url)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return {
        "bucket": parts.netloc,
        "endpoint": query.get("endpoint", ""),
        "region": query.get("region", "us-east-1"),
    }
