"""FHIR R4 as an independent library reads it (PyPI's fhir.resources 6.4): what came in compared with what goes out, element by
element, to the operator and to one patient, and answers checked against its models. Says one line of JSON."""

import json
import sys
from collections import Counter
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from fhir.resources import get_fhir_model_class


def load(text):
    return json.loads(text, parse_float=Decimal)


def model(resource):
    return get_fhir_model_class(resource["resourceType"]).parse_obj(resource)


def entries(path):
    """Resources of a file with the addresses they stand under."""
    content = load(Path(path).read_text(encoding="utf-8"))
    if content["resourceType"] != "Bundle":
        return [(None, content)]
    return [(entry.get("fullUrl"), entry["resource"]) for entry in content.get("entry", [])]


class Set:
    """Resources that were handed in together, found as references name them."""

    def __init__(self):
        self.all, self.by_url, self.by_id, self.by_number = [], {}, {}, {}

    def add(self, url, resource, place):
        index = len(self.all)
        self.all.append((url, resource, place))
        if url:
            self.by_url[url] = index
        self.by_id.setdefault((resource["resourceType"], resource.get("id")), index)
        for number in numbers(resource):
            self.by_number.setdefault(number, index)

    def target(self, text, own):
        if text in self.by_url:
            return self.by_url[text]
        parts = text.split("/")
        if len(parts) != 2:
            return None
        if own and "://" in own:
            at = "/".join(own.split("/")[:-2]) + "/" + text
            if at in self.by_url:
                return self.by_url[at]
        return self.by_id.get((parts[0], parts[1]))


def numbers(resource):
    found = resource.get("identifier", [])
    for one in found if isinstance(found, list) else [found]:
        if one.get("system") and one.get("value"):
            yield (resource["resourceType"], one["system"], one["value"])


def led(value, lead):
    """The same with each reference replaced by what it leads to."""
    if isinstance(value, list):
        return [led(item, lead) for item in value]
    if isinstance(value, dict):
        return {
            name: lead(item) if name == "reference" and isinstance(item, str) else led(item, lead)
            for name, item in value.items()
        }
    return value


def is_same(one, other, unread):
    try:
        models = model(one), model(other)
    except ValueError:
        # What the library cannot read is compared as it stands.
        unread.add(f"{one['resourceType']}/{one.get('id')}")
        return one == other
    return models[0] == models[1]


def compare(export, originals):
    given = Set()
    for url, resource in entries(export):
        given.add(url, resource, None)
    folders = {}
    for path in originals:
        folder = folders.setdefault(str(Path(path).parent), Set())
        for url, resource in entries(path):
            folder.add(url, resource, Path(path).name)

    def match(url, resource):
        """What a resource that came in is among those that go out: by its address or id, else by its number."""
        kind = resource["resourceType"]
        index = given.by_url.get(url) if url else given.by_id.get((kind, resource.get("id")))
        if index is not None and (url or given.all[index][0] is None):
            return index
        return next((given.by_number[number] for number in numbers(resource) if number in given.by_number), None)

    unread, missing, groups = set(), [], {}
    for folder in folders.values():
        matched = [match(url, resource) for url, resource, _ in folder.all]
        for (url, resource, place), index in zip(folder.all, matched):
            if index is None:
                missing.append({"file": place, "type": resource["resourceType"], "id": resource.get("id")})
                continue

            def lead(text, own=url, matched=matched, folder=folder):
                target = folder.target(text, own)
                leads = None if target is None else matched[target]
                return text if leads is None else f"urn:target:{leads}"

            groups.setdefault(index, []).append(led(resource, lead))
    different, alien, same, older = [], [], Counter(), Counter()
    for index, (url, resource, _) in enumerate(given.all):
        name = f"{resource['resourceType']}/{resource.get('id')}"

        def lead(text, own=url):
            target = given.target(text, own)
            return text if target is None else f"urn:target:{target}"

        came = groups.get(index, [])
        goes = led(resource, lead)
        if not came:
            alien.append(name)
        elif any(is_same(one, goes, unread) for one in came):
            same[resource["resourceType"]] += 1
            # Several files hold one practitioner, each in words of its own; the last counts.
            older[resource["resourceType"]] += len(came) - 1
        else:
            different.append(name)
    return {
        "same": same,
        "older": {kind: count for kind, count in older.items() if count},
        "different": different,
        "alien": alien,
        "missing": missing,
        "unread": sorted(unread),
    }


NOBODY = {"display": "–"}


def bare(resource):
    """A resource without what a portal gives it: its id, its version, and when it changed."""
    left = {name: value for name, value in resource.items() if name not in ("id", "_id", "meta")}
    meta = {name: value for name, value in resource.get("meta", {}).items() if name not in ("versionId", "lastUpdated")}
    return {**left, **({"meta": meta} if meta else {})}


def replaced(value, reference):
    """The same with each reference, also one that says nothing, replaced by what `reference` makes of it."""
    if isinstance(value, list):
        return [replaced(item, reference) for item in value]
    if isinstance(value, dict):
        text = value.get("reference")
        if value == NOBODY or isinstance(text, str) and not text.startswith("#"):
            return reference(value)
        return {name: replaced(item, reference) for name, item in value.items()}
    return value


def look(resource):
    """What a resource says, wherever it refers to: two that look alike are taken for one."""
    if resource["resourceType"] == "Patient":
        # One in each file; what an app hears of a patient is less than what came in.
        return ("Patient",)
    return json.dumps(replaced(bare(resource), lambda _: NOBODY), sort_keys=True, default=lambda number: str(number.normalize()))


def own(export, originals):
    """A file of one patient with what came in: what it leaves out, and whether all else is as it was."""
    given, came = Set(), Set()
    for url, resource in entries(export):
        given.add(url, resource, None)
    for path in originals:
        for url, resource in entries(path):
            came.add(url, resource, Path(path).name)
    looks = {id(folder): [look(resource) for _, resource, _ in folder.all] for folder in (given, came)}
    shown = set(looks[id(given)])

    def told(folder, url, resource, lost):
        """The resource with its references as what they lead to looks, if the file shows it."""

        def reference(value):
            target = None if value == NOBODY else folder.target(value["reference"], url)
            leads = None if target is None else looks[id(folder)][target]
            if leads not in shown:
                if value != NOBODY:
                    lost.append(value["reference"])
                return NOBODY
            return {**value, "reference": f"urn:target:{sha256(repr(leads).encode()).hexdigest()}"}

        return replaced(bare(resource), reference)

    waiting = {}
    for index, name in enumerate(looks[id(came)]):
        waiting.setdefault(name, []).append(index)
    lost, unread, different, alien, same, renamed = [], set(), [], [], Counter(), 0
    for (url, resource, _), name in zip(given.all, looks[id(given)]):
        goes = told(given, url, resource, lost)
        alike = waiting.get(name, [])
        found = next(
            (index for index in alike if is_same(told(came, came.all[index][0], came.all[index][1], []), goes, unread)),
            None,
        )
        if found is not None:
            alike.remove(found)
            same[resource["resourceType"]] += 1
            renamed += came.all[found][1].get("id") != resource.get("id")
        elif alike:
            alike.pop(0)
            different.append(f"{resource['resourceType']}/{resource.get('id')}")
        else:
            alien.append(f"{resource['resourceType']}/{resource.get('id')}")
    missing = [came.all[index] for indices in waiting.values() for index in indices]
    return {
        "same": same,
        "renamed": renamed,
        "different": different,
        "alien": alien,
        # References of the file to what is not in it.
        "lost": lost,
        "missing": [f"{resource['resourceType']}/{resource.get('id')}" for _, resource, _ in missing],
        "unread": sorted(unread),
    }


def read(paths):
    """Whether each file, or each line of it, is what the library takes for FHIR."""
    seen, wrong = Counter(), []
    for path in paths:
        text = Path(path).read_text(encoding="utf-8")
        for part in text.splitlines() if path.endswith(".ndjson") else [text]:
            resource = load(part)
            seen[resource["resourceType"]] += 1
            try:
                model(resource)
            except ValueError as error:
                wrong.append(f"{Path(path).name}: {error}")
    return {"seen": seen, "wrong": wrong}


command, *arguments = sys.argv[1:]
asked = {
    "compare": lambda: compare(arguments[0], arguments[1:]),
    "own": lambda: own(arguments[0], arguments[1:]),
    "read": lambda: read(arguments),
}
print(json.dumps(asked[command]()))
