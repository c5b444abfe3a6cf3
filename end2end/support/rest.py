"""Moves the last use of a session back, or its last proof of who it is, as if so many seconds had passed since:
rest.py DATABASE HASH SECONDS [proof]."""

import sqlite3
import sys

path, token_hash, seconds, *proof = sys.argv[1:]
column = "proven_s" if proof else "last_seen_s"
database = sqlite3.connect(path, timeout=10)
with database:
    moved = database.execute(
        f"UPDATE session SET {column} = {column} - ? WHERE token_hash = ?", (int(seconds), bytes.fromhex(token_hash))
    )
    assert moved.rowcount == 1, "no such session"
database.close()
