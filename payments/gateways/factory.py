"""Which gateways there are: a folder and a row each.

New payments go to the one that the configuration has chosen. Others that are set up stay in use beside it,
so that what was paid by them can still be given back.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kernel import runtime
from kernel.config import Config
from kernel.errors import NotFound
from payments.gateways.base import Gateway
from payments.gateways.sandbox.gateway import SandboxGateway
from payments.gateways.stripe.gateway import StripeGateway


@dataclass(frozen=True)
class _Row:
    make: Callable[[], Gateway]
    is_set_up: Callable[[Config], bool]


_GATEWAYS: Mapping[str, _Row] = {
    "sandbox": _Row(SandboxGateway, lambda config: not config.is_production),
    "stripe": _Row(StripeGateway, lambda config: bool(config.stripe_secret_key)),
}


def find_gateway(name: str) -> Gateway:
    """Return the gateway of this name.

    Raises NotFound: it is not in use here.
    """
    row = _GATEWAYS.get(name)
    if row is None or not row.is_set_up(runtime.config()):
        raise NotFound
    return row.make()
