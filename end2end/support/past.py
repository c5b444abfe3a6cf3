"""Moves a visit back by so many days, as if they had passed since it was booked: past.py DATABASE ID DAYS."""

import sqlite3
import sys

path, visit, days = sys.argv[1:]
seconds = int(days) * 86_400
database = sqlite3.connect(path, timeout=10)
with database:
    moved = database.execute(
        "UPDATE appointment SET start_s = start_s - ?, end_s = end_s - ? WHERE id = ?",
        (seconds, seconds, bytes.fromhex(visit.replace("-", ""))),
    )
    assert moved.rowcount == 1, "no such visit"
database.close()
