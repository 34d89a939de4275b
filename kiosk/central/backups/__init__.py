"""A centre in one file, and a centre out of one."""
