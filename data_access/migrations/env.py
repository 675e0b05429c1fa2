"""Run by Alembic: migrations over the connection handed in, or offline as SQL text."""

from alembic import context

from data_access.models import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
