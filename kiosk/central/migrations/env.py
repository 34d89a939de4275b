"""Alembic runs this file; the connection and its transaction come from `database.open_database`."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
context.run_migrations()
