"""How the centre's tables came to be, step by step, run by Alembic."""
