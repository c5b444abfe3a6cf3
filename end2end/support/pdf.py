"""Checks a file against PDF/UA-1 with a validator that is not ours: pdf.py FILE. Prints one line of JSON."""

import json
import sys

import page

report = page.validate_pdf(sys.argv[1], profile="ua1")
failed = sorted({failure.rule_id for failure in report.failures})
print(json.dumps({"is_compliant": report.is_compliant, "failed": failed, "pages": report.document.page_count}))
