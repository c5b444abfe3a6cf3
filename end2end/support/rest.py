"""Moves the last use of a session back, as if so many seconds had passed: rest.py DATABASE HASH SECONDS."""

import sqlite3
import sys

path, token_hash, seconds = sys.argv[1:]
database = sqlite3.connect(path, timeout=10)
with database:
    moved = database.execute(
        "UPDATE session SET last_seen_s = last_seen_s - ? WHERE token_hash = ?", (int(seconds), bytes.fromhex(token_hash))
    )
    assert moved.rowcount == 1, "no such session"
database.close()
