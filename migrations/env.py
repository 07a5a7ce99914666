"""Alembic's entry: every package's tables, one transaction, batch mode for SQLite."""

from alembic import context
from sqlalchemy import engine_from_config, pool

import accounts.models
import commissions.models
import content.models
import growth.models
import kernel.jobs.table
import kernel.realtime
import kernel.sent_mails
import kernel.web.idempotency
import live.models
import moderation.models
import orders.figures.models
import orders.models
import orders.shipping.models
import payments.ledger.models
import payments.models
import payments.payouts.models
import products.models
import promotions.models
import reviews.models
from kernel.db import Base

TABLES = (
    accounts.models,
    commissions.models,
    content.models,
    growth.models,
    kernel.jobs.table,
    kernel.realtime,
    kernel.sent_mails,
    kernel.web.idempotency,
    live.models,
    moderation.models,
    orders.figures.models,
    orders.models,
    orders.shipping.models,
    payments.ledger.models,
    payments.models,
    payments.payouts.models,
    products.models,
    promotions.models,
    reviews.models,
)


def run() -> None:
    """Bring the database at `sqlalchemy.url` to the wanted revision."""
    engine = engine_from_config(context.config.get_section("alembic", {}), poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=False,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
