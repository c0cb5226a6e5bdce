"""PostgreSQL and Redis from wheels, run as our own child processes; nothing to install."""
