"""What programs that are not ours read in a PDF file, pikepdf and poppler: structure.py FILE. Prints one line of JSON."""

import json
import subprocess
import sys

import pikepdf

path = sys.argv[1]


def poppler(*command):
    done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8", errors="replace")
    return done.stdout


def elements(node, parents=()):
    """Every element of the structure with the names of those it is in."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from elements(child, parents)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield node, parents
        yield from elements(node.get("/K", pikepdf.Array()), (*parents, str(node.S)))


def titles(items, depth=1):
    for item in items:
        yield [depth, item.title]
        yield from titles(item.children, depth + 1)


def is_embedded(font):
    if font.get("/Subtype") == "/Type0":
        return all(is_embedded(part) for part in font.DescendantFonts)
    described = font.get("/FontDescriptor", pikepdf.Dictionary())
    return any(name in described for name in ("/FontFile", "/FontFile2", "/FontFile3"))


with pikepdf.open(path) as file:
    root = file.Root
    found = list(elements(root.StructTreeRoot.K))
    tables = []
    for table, _ in found:
        if table.S == "/Table":
            inside = [str(part.S) for part, _ in elements(table.K)]
            tables.append({"heads": inside.count("/TH"), "cells": inside.count("/TD"), "rows": inside.count("/TR")})
    fonts = [thing for thing in file.objects if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font"]
    with file.open_outline() as outline:
        bookmarks = list(titles(outline.root))
    with file.open_metadata() as metadata:
        part = metadata.get("pdfuaid:part")
    information = dict(line.split(":", 1) for line in poppler("pdfinfo", path).splitlines() if ":" in line)
    count = len(file.pages)
    said = {
        "is_marked": bool(root.MarkInfo.Marked),
        "language": str(root.Lang),
        "shows_title": bool(root.ViewerPreferences.DisplayDocTitle),
        "part": part,
        "headings": [[str(node.S), str(node.get("/T", ""))] for node, _ in found if str(node.S)[:2] == "/H"],
        "tables": tables,
        "scopes": [
            str(attribute.Scope)
            for node, _ in found
            if node.S == "/TH"
            for attribute in node.A
            if attribute.O == "/Table"
        ],
        "figures": [str(node.get("/Alt", "")) for node, _ in found if node.S == "/Figure"],
        "fonts": len(fonts),
        "not_embedded": [str(font.get("/BaseFont")) for font in fonts if not is_embedded(font)],
        "bookmarks": bookmarks,
        "pages": count,
        "tab_orders": sorted({str(page.get("/Tabs", "")) for page in file.pages}),
        "texts": [
            " ".join(poppler("pdftotext", "-layout", "-f", str(page), "-l", str(page), path, "-").split())
            for page in range(1, count + 1)
        ],
        "poppler": {name: information.get(name, "").strip() for name in ("Title", "Tagged", "Pages", "PDF version")},
    }
print(json.dumps(said))
