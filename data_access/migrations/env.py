"""Run by Alembic: migrations in the transaction of the connection handed in (`data_access.store.schema.migrate`)."""

from alembic import context

from data_access.models.models import METADATA

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
