"""Cases, sanctions with their appeals, and rules for texts.

A takedown is one kind of sanction now. A person may report a subject again once the first notice was decided.
"""

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
STANDING = sa.text("lifted_at IS NULL")
OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    """Apply the change."""
    _create_cases()
    _create_sanctions()
    _create_appeals()
    _create_rules()
    _widen_notices()
    _open_cases_of_broadcasts()
    _replace_takedowns()
    with op.batch_alter_table("reviews") as batch:
        batch.add_column(sa.Column("escalated_by_id", sa.Uuid(), nullable=True))


def downgrade() -> None:
    """Take the change back; sanctions other than takedowns are lost, and second notices."""
    with op.batch_alter_table("reviews") as batch:
        batch.drop_column("escalated_by_id")
    _restore_takedowns()
    _narrow_notices()
    op.drop_table("text_rules")
    op.drop_index("ix_appeals_state_id", table_name="appeals")
    op.drop_table("appeals")
    for name in ("case_id", "person_id", "action_lifted_at"):
        op.drop_index(f"ix_sanctions_{name}", table_name="sanctions")
    op.drop_index("uq_sanctions_standing", table_name="sanctions")
    op.drop_table("sanctions")
    op.drop_index("ix_cases_owner_id", table_name="cases")
    op.drop_index("ix_cases_state_rank_id", table_name="cases")
    op.drop_table("cases")


def _create_cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("rank", sa.BigInteger(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("escalated_by_id", sa.Uuid(), nullable=True),
        sa.Column("opened_at", TIME, nullable=False),
        sa.Column("closed_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name="fk_cases_owner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("subject_id", "subject_kind", name="uq_cases_subject_id_subject_kind"),
    )
    op.create_index("ix_cases_state_rank_id", "cases", ["state", "rank", "id"], unique=False)
    op.create_index("ix_cases_owner_id", "cases", ["owner_id"], unique=False)


def _create_sanctions() -> None:
    op.create_table(
        "sanctions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("moderator_id", sa.Uuid(), nullable=True),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("template", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("imposed_at", TIME, nullable=False),
        sa.Column("ends_at", TIME, nullable=True),
        sa.Column("lifted_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_sanctions_case_id"),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name="fk_sanctions_person_id"),
        sa.ForeignKeyConstraint(["moderator_id"], ["users.id"], name="fk_sanctions_moderator_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sanctions"),
    )
    op.create_index(
        "uq_sanctions_standing",
        "sanctions",
        ["subject_id", "action"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )
    op.create_index("ix_sanctions_action_lifted_at", "sanctions", ["action", "lifted_at"], unique=False)
    op.create_index("ix_sanctions_person_id", "sanctions", ["person_id"], unique=False)
    op.create_index("ix_sanctions_case_id", "sanctions", ["case_id"], unique=False)


def _create_appeals() -> None:
    op.create_table(
        "appeals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sanction_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("filed_at", TIME, nullable=False),
        sa.Column("moderator_id", sa.Uuid(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("decided_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["sanction_id"], ["sanctions.id"], name="fk_appeals_sanction_id"),
        sa.ForeignKeyConstraint(["moderator_id"], ["users.id"], name="fk_appeals_moderator_id"),
        sa.PrimaryKeyConstraint("id", name="pk_appeals"),
        sa.UniqueConstraint("sanction_id", name="uq_appeals_sanction_id"),
    )
    op.create_index("ix_appeals_state_id", "appeals", ["state", "id"], unique=False)


def _create_rules() -> None:
    op.create_table(
        "text_rules",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("phrase", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name="fk_text_rules_author_id"),
        sa.PrimaryKeyConstraint("id", name="pk_text_rules"),
        sa.UniqueConstraint("phrase", name="uq_text_rules_phrase"),
    )


def _widen_notices() -> None:
    with op.batch_alter_table("notices") as batch:
        batch.drop_constraint("uq_notices_subject_id_subject_kind_reporter_id", type_="unique")
        batch.add_column(sa.Column("closed_at", TIME, nullable=True))
    op.create_index("ix_notices_subject_id_state", "notices", ["subject_id", "state"], unique=False)
    op.create_index(
        "uq_notices_open",
        "notices",
        ["subject_id", "subject_kind", "reporter_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def _narrow_notices() -> None:
    op.execute("UPDATE notices SET state = 'acted_on' WHERE state = 'dismissed'")
    op.execute(
        "DELETE FROM notices WHERE EXISTS (SELECT 1 FROM notices AS earlier WHERE earlier.id < notices.id"
        " AND earlier.subject_id = notices.subject_id AND earlier.subject_kind = notices.subject_kind"
        " AND earlier.reporter_id = notices.reporter_id)"
    )
    op.drop_index("uq_notices_open", table_name="notices")
    op.drop_index("ix_notices_subject_id_state", table_name="notices")
    with op.batch_alter_table("notices") as batch:
        batch.drop_column("closed_at")
        batch.create_unique_constraint(
            "uq_notices_subject_id_subject_kind_reporter_id", ["subject_id", "subject_kind", "reporter_id"]
        )


def _open_cases_of_broadcasts() -> None:
    """Give what was reported before cases existed, which could only be broadcasts, a case each."""
    connection = op.get_bind()
    cases = sa.table(
        "cases",
        sa.column("id", sa.Uuid()),
        sa.column("subject_kind"),
        sa.column("subject_id", sa.Uuid()),
        sa.column("owner_id", sa.Uuid()),
        sa.column("state"),
        sa.column("rank"),
        sa.column("evidence", sa.JSON()),
        sa.column("opened_at", TIME),
    )
    found = sa.text(
        "SELECT broadcasts.id, broadcasts.creator_id, broadcasts.title, MIN(notices.created_at) AS opened_at,"
        " MAX(CASE WHEN notices.state = 'open' THEN 1 ELSE 0 END) AS is_open FROM notices"
        " JOIN broadcasts ON broadcasts.id = notices.subject_id WHERE notices.subject_kind = 'broadcast'"
        " GROUP BY broadcasts.id, broadcasts.creator_id, broadcasts.title"
    ).columns(id=sa.Uuid(), creator_id=sa.Uuid(), opened_at=TIME)
    rows = [
        {
            "id": uuid.uuid4(),
            "subject_kind": "broadcast",
            "subject_id": row.id,
            "owner_id": row.creator_id,
            "state": "open" if row.is_open else "closed",
            "rank": -int(row.opened_at.timestamp()),
            "evidence": [
                {"title": row.title, "text": "", "path": f"/live/{row.id}", "at": row.opened_at.isoformat()}
            ],
            "opened_at": row.opened_at,
        }
        for row in connection.execute(found)
    ]
    if rows:
        connection.execute(sa.insert(cases), rows)


def _replace_takedowns() -> None:
    op.execute(
        "INSERT INTO sanctions (id, action, subject_kind, subject_id, person_id, moderator_id, category,"
        " reason, title, imposed_at, lifted_at) SELECT id, 'take_down', subject_kind, subject_id, owner_id,"
        " (SELECT moderator_id FROM decisions WHERE decisions.subject_id = takedowns.subject_id"
        " AND decisions.action = 'take_down' ORDER BY decisions.id DESC LIMIT 1),"
        " 'other', reason, '', taken_down_at, reverted_at FROM takedowns"
    )
    op.drop_index("uq_takedowns_standing_subject", table_name="takedowns")
    op.drop_table("takedowns")


def _restore_takedowns() -> None:
    op.create_table(
        "takedowns",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("taken_down_at", TIME, nullable=False),
        sa.Column("reverted_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name="fk_takedowns_owner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_takedowns"),
    )
    standing = sa.text("reverted_at IS NULL")
    op.create_index(
        "uq_takedowns_standing_subject",
        "takedowns",
        ["subject_id"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )
    op.execute(
        "INSERT INTO takedowns (id, subject_kind, subject_id, owner_id, reason, taken_down_at, reverted_at)"
        " SELECT id, subject_kind, subject_id, person_id, reason, imposed_at, lifted_at FROM sanctions"
        " WHERE action = 'take_down'"
    )
