"""The configuration: what it completes by itself and how it refuses what does not fit."""

import stat

import pytest

from kernel.config import Config, ConfigError, s3_settings

SECRET = "k" * 48


def test_the_embedded_stack_needs_no_setting(tmp_path):
    config = Config.from_env({"NIGHTMARKET_HOME": str(tmp_path)})

    assert config.database_url == f"sqlite:///{tmp_path}/nightmarket.db"
    assert config.storage_url == f"file://{tmp_path}/media"
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_the_secret_key_is_made_once(tmp_path):
    first = Config.from_env({"NIGHTMARKET_HOME": str(tmp_path)})
    second = Config.from_env({"NIGHTMARKET_HOME": str(tmp_path)})

    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 48


def test_a_child_process_gets_the_same_configuration(tmp_path):
    config = Config.from_env({"NIGHTMARKET_HOME": str(tmp_path), "NIGHTMARKET_PORT": "8123"})

    assert Config.from_env(config.to_env()) == config


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PORT", "eighty", "PORT must be a whole number"),
        ("STORAGE_ACCEL", "perhaps", "STORAGE_ACCEL must be yes or no"),
        ("ENVIRONMENT", "prod", "ENVIRONMENT must be one of"),
        ("PUBLIC_URL", "market.example", "PUBLIC_URL must be an origin"),
        ("PUBLIC_URL", "https://market.example/shop", "PUBLIC_URL must be an origin"),
        ("WEB_PROCESSES", "2", "WEB_PROCESSES must be 1 on SQLite"),
        ("WEB_THREADS", "0", "WEB_THREADS must be at least 1"),
        ("PASSWORD_MEMORY_KIB", "64", "PASSWORD_MEMORY_KIB must be at least 19456"),
        ("MAX_UPLOAD_BYTES", "-1", "MAX_UPLOAD_BYTES can't be negative"),
        ("SECRET_KEY", "short", "SECRET_KEY must have at least 32 characters"),
        ("STORAGE_URL", "ftp://somewhere", "STORAGE_URL must start with"),
        ("STORAGE_URL", "s3://bucket", "S3_ACCESS_KEY"),
        ("PROT", "8000", "PROT is not a setting"),
        ("MAIL_URL", "http://mail.example", "MAIL_URL must start with"),
        ("MAIL_URL", "smtp://", "MAIL_URL must start with"),
        ("MAIL_URL", "smtp://mail.example?tls=maybe", "knows no other choice"),
        ("MAIL_FROM", "the market", "MAIL_FROM must be an address"),
        ("MAIL_FROM", "a@b.example\nBcc: c@d.example", "MAIL_FROM must be an address"),
    ],
)
def test_a_wrong_value_stops_the_start_with_a_sentence(tmp_path, name, value, words):
    environment = {"NIGHTMARKET_HOME": str(tmp_path), f"NIGHTMARKET_{name}": value}

    with pytest.raises(ConfigError, match=words):
        Config.from_env(environment)


def test_production_refuses_the_sandbox_gateway(tmp_path):
    environment = {
        "NIGHTMARKET_HOME": str(tmp_path),
        "NIGHTMARKET_ENVIRONMENT": "production",
        "NIGHTMARKET_SECRET_KEY": SECRET,
    }

    with pytest.raises(ConfigError, match="refused in production"):
        Config.from_env(environment)


def test_production_makes_no_secret_key_of_its_own(tmp_path):
    with pytest.raises(ConfigError, match="SECRET_KEY must have"):
        Config.from_env(
            {"NIGHTMARKET_HOME": str(tmp_path), "NIGHTMARKET_ENVIRONMENT": "production"},
            payment_gateway="sandbox",
        )


def test_the_bucket_is_read_from_the_storage_url():
    settings = s3_settings("s3://media?endpoint=http://127.0.0.1:9000&region=eu-west-1")

    assert settings == {"bucket": "media", "endpoint": "http://127.0.0.1:9000", "region": "eu-west-1"}
