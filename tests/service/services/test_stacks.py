"""What a stack hands to the application is a configuration that the application takes."""

from kernel.config import Config
from tests.conftest import Stack


def test_the_configuration_takes_every_variable_of_the_stack(stack: Stack) -> None:
    config = Config.from_env(stack.environment)

    assert config.database_url == stack.database_url
    assert config.storage_url == stack.storage_url
    assert config.redis_url == stack.redis_url
    assert config.home == stack.home.resolve()


def test_a_stack_starts_empty(stack: Stack) -> None:
    assert list(stack.home.iterdir()) == []
