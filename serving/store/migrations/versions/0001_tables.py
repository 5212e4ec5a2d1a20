"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001_tables"
down_revision = None


def upgrade() -> None:
    """Create all tables."""
    op.create_table(
        "account",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("login", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("agency", sa.String(length=300), nullable=False),
        sa.Column("password", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("login"),
    )
    op.create_table(
        "agency_month",
        sa.Column("agency", sa.String(length=300), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("region", sa.String(length=300), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.Column("complaints", sa.Integer(), nullable=False),
        sa.Column("handled", sa.Integer(), nullable=False),
        sa.Column("finished", sa.Integer(), nullable=False),
        sa.Column("finished_substantive", sa.Integer(), nullable=False),
        sa.Column("late", sa.JSON(), nullable=False),
        sa.Column("waiting", sa.JSON(), nullable=False),
        sa.Column("replies", sa.Integer(), nullable=False),
        sa.Column("normative", sa.Integer(), nullable=False),
        sa.Column("partial", sa.Integer(), nullable=False),
        sa.Column("substantive", sa.Integer(), nullable=False),
        sa.Column("boilerplate", sa.Integer(), nullable=False),
        sa.Column("working_days", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("agency", "month", "region", "level"),
    )
    op.create_index(op.f("ix_agency_month_stale"), "agency_month", ["stale"], unique=False)
    op.create_table(
        "audit",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("frame", sa.JSON(), nullable=False),
        sa.Column("design", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("made_by", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "chain_head",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "complaint",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=False),
        sa.Column("disposed_on", sa.Date(), nullable=True),
        sa.Column("first_reply_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("region", sa.String(length=300), nullable=False),
        sa.Column("kecamatan", sa.String(length=300), nullable=False),
        sa.Column("kelurahan", sa.String(length=300), nullable=False),
        sa.Column("agency", sa.String(length=300), nullable=False),
        sa.Column("suggestion", sa.String(length=300), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("report_type", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("secret", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("decision_id", sa.String(length=32), nullable=True),
        sa.Column("decision", sa.String(length=40), nullable=False),
        sa.Column("abstain_reason", sa.String(length=40), nullable=False),
        sa.Column("probability", sa.Double(), nullable=True),
        sa.Column("thread_verdict", sa.String(length=40), nullable=False),
        sa.Column("cluster_id", sa.String(length=200), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("complaint_agency_month", "complaint", ["agency", "month"], unique=False)
    op.create_index("complaint_queue", "complaint", ["decision", "status", "submitted_on", "id"], unique=False)
    op.create_index("complaint_submitted_on", "complaint", ["submitted_on", "id"], unique=False)
    op.create_index(op.f("ix_complaint_cluster_id"), "complaint", ["cluster_id"], unique=False)
    op.create_table(
        "decision",
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=300), nullable=False),
        sa.Column("release", sa.String(length=64), nullable=False),
        sa.Column("input_hmac", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("agency", sa.String(length=300), nullable=False),
        sa.Column("probability", sa.Double(), nullable=False),
        sa.Column("threshold", sa.Double(), nullable=True),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("sequence"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("decision_made_at", "decision", ["made_at"], unique=False)
    op.create_index("decision_subject", "decision", ["kind", "subject"], unique=False)
    op.create_table(
        "event",
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sequence"),
    )
    op.create_table(
        "family",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("agency", sa.String(length=300), nullable=False),
        sa.Column("pattern", sa.String(length=2000), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("first_seen", sa.Date(), nullable=False),
        sa.Column("last_seen", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("family_agency", "family", ["agency"], unique=False)
    op.create_table(
        "idempotent_answer",
        sa.Column("principal", sa.String(length=300), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("request_digest", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("principal", "key"),
    )
    op.create_index(op.f("ix_idempotent_answer_made_at"), "idempotent_answer", ["made_at"], unique=False)
    op.create_table(
        "report_key",
        sa.Column("complaint_id", sa.String(length=200), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("complaint_id"),
    )
    op.create_table(
        "secret",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.String(length=128), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "service_key",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("agency", sa.String(length=300), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key_hash"),
    )
    op.create_table(
        "session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("csrf", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_index(op.f("ix_session_account_id"), "session", ["account_id"], unique=False)
    op.create_table(
        "webhook",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("url", sa.String(length=1000), nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("delivered", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("webhook_due", "webhook", ["active", "next_attempt_at"], unique=False)
    op.create_table(
        "correction",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("complaint_id", sa.String(length=200), nullable=False),
        sa.Column("agency_before", sa.String(length=300), nullable=False),
        sa.Column("agency_after", sa.String(length=300), nullable=False),
        sa.Column("topic_after", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("made_by", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("decided_by", sa.String(length=32), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaint.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("correction_state", "correction", ["state", "made_at"], unique=False)
    op.create_index(op.f("ix_correction_complaint_id"), "correction", ["complaint_id"], unique=False)
    op.create_table(
        "reply",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("complaint_id", sa.String(length=200), nullable=False),
        sa.Column("agency", sa.String(length=300), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("replied_on", sa.Date(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("decision_id", sa.String(length=32), nullable=True),
        sa.Column("release", sa.String(length=64), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("level_now", sa.Integer(), nullable=False),
        sa.Column("p_substantive", sa.Double(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("family_id", sa.String(length=32), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaint.id"],
        ),
        sa.ForeignKeyConstraint(
            ["family_id"],
            ["family.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_reply_family_id"), "reply", ["family_id"], unique=False)
    op.create_index("reply_agency_month", "reply", ["agency", "month"], unique=False)
    op.create_index("reply_complaint", "reply", ["complaint_id", "replied_on"], unique=False)
    op.create_index("reply_replied_on", "reply", ["replied_on", "id"], unique=False)
    op.create_table(
        "audit_item",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("audit_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.String(length=200), nullable=False),
        sa.Column("stratum", sa.String(length=40), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("decided_by", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"],
            ["audit.id"],
        ),
        sa.ForeignKeyConstraint(
            ["reply_id"],
            ["reply.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("audit_item_audit", "audit_item", ["audit_id", "position"], unique=True)
    op.create_index(op.f("ix_audit_item_reply_id"), "audit_item", ["reply_id"], unique=False)
    op.create_table(
        "objection",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("reply_id", sa.String(length=200), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("made_by", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("answer", sa.String(length=2000), nullable=False),
        sa.Column("decided_by", sa.String(length=32), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["reply_id"],
            ["reply.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_objection_reply_id"), "objection", ["reply_id"], unique=False)
    op.create_table(
        "override",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("reply_id", sa.String(length=200), nullable=False),
        sa.Column("level_before", sa.Integer(), nullable=False),
        sa.Column("level_after", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("made_by", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["reply_id"],
            ["reply.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_override_reply_id"), "override", ["reply_id"], unique=False)
    op.create_table(
        "promise",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("reply_id", sa.String(length=200), nullable=False),
        sa.Column("complaint_id", sa.String(length=200), nullable=False),
        sa.Column("agency", sa.String(length=300), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("kept_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaint.id"],
        ),
        sa.ForeignKeyConstraint(
            ["reply_id"],
            ["reply.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_promise_complaint_id"), "promise", ["complaint_id"], unique=False)
    op.create_index(op.f("ix_promise_reply_id"), "promise", ["reply_id"], unique=False)
    op.create_index("promise_agency_due", "promise", ["agency", "due"], unique=False)
    op.create_table(
        "rating",
        sa.Column("item_id", sa.String(length=32), nullable=False),
        sa.Column("rater", sa.String(length=32), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["audit_item.id"],
        ),
        sa.PrimaryKeyConstraint("item_id", "rater"),
    )

    _begin_the_chain()


def _begin_the_chain() -> None:
    """The head before the first entry, and triggers that keep entries as they were written."""
    head = sa.table("chain_head", sa.column("name"), sa.column("sequence"), sa.column("hash"))
    op.bulk_insert(head, [{"name": "decision", "sequence": 0, "hash": "0" * 64}])
    if op.get_bind().dialect.name == "sqlite":
        for act in ("update", "delete"):
            op.execute(
                f"create trigger decision_no_{act} before {act} on decision "
                "begin select raise(abort, 'the decision log is append only'); end"
            )
        return
    op.execute(
        "create function refuse_change() returns trigger language plpgsql as "
        "$$ begin raise exception 'the decision log is append only'; end $$"
    )
    op.execute(
        "create trigger decision_append_only before update or delete or truncate on decision "
        "for each statement execute function refuse_change()"
    )


def downgrade() -> None:
    """Drop all tables."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("drop function refuse_change() cascade")
    op.drop_table("rating")
    op.drop_index("promise_agency_due", table_name="promise")
    op.drop_index(op.f("ix_promise_reply_id"), table_name="promise")
    op.drop_index(op.f("ix_promise_complaint_id"), table_name="promise")
    op.drop_table("promise")
    op.drop_index(op.f("ix_override_reply_id"), table_name="override")
    op.drop_table("override")
    op.drop_index(op.f("ix_objection_reply_id"), table_name="objection")
    op.drop_table("objection")
    op.drop_index(op.f("ix_audit_item_reply_id"), table_name="audit_item")
    op.drop_index("audit_item_audit", table_name="audit_item")
    op.drop_table("audit_item")
    op.drop_index("reply_replied_on", table_name="reply")
    op.drop_index("reply_complaint", table_name="reply")
    op.drop_index("reply_agency_month", table_name="reply")
    op.drop_index(op.f("ix_reply_family_id"), table_name="reply")
    op.drop_table("reply")
    op.drop_index(op.f("ix_correction_complaint_id"), table_name="correction")
    op.drop_index("correction_state", table_name="correction")
    op.drop_table("correction")
    op.drop_index("webhook_due", table_name="webhook")
    op.drop_table("webhook")
    op.drop_index(op.f("ix_session_account_id"), table_name="session")
    op.drop_table("session")
    op.drop_table("service_key")
    op.drop_table("secret")
    op.drop_table("report_key")
    op.drop_index(op.f("ix_idempotent_answer_made_at"), table_name="idempotent_answer")
    op.drop_table("idempotent_answer")
    op.drop_index("family_agency", table_name="family")
    op.drop_table("family")
    op.drop_table("event")
    op.drop_index("decision_subject", table_name="decision")
    op.drop_index("decision_made_at", table_name="decision")
    op.drop_table("decision")
    op.drop_index(op.f("ix_complaint_cluster_id"), table_name="complaint")
    op.drop_index("complaint_submitted_on", table_name="complaint")
    op.drop_index("complaint_queue", table_name="complaint")
    op.drop_index("complaint_agency_month", table_name="complaint")
    op.drop_table("complaint")
    op.drop_table("chain_head")
    op.drop_table("audit")
    op.drop_index(op.f("ix_agency_month_stale"), table_name="agency_month")
    op.drop_table("agency_month")
    op.drop_table("account")
