"""What a document cannot say: which ids there are, whose institution is meant, a fresh Idempotency-Key, the ETag that If-Match needs.

Only what an example does not try to get wrong is put right; a header that is left out on purpose stays left out.
"""

import json
import os
import uuid

import requests
import schemathesis

FIXTURE = json.loads(os.environ["HOMEROOM_FIXTURE"])
# The platform's key is for operations over institutions; within one, it must name it.
ACROSS = ("/v1/partners", "/v1/tenants", "/v1/clusters", "/v1/moves", "/v1/platform", "/v1/me/", "/v1/password-resets", "/v1/sessions", "/v1/tokens")
# What a page of the service itself asks.
FROM_A_PAGE = ("/v1/sessions", "/v1/password-resets", "/v1/links/redeem", "/v1/links/enter")
# Parts of a thing that a path names beside its id.
INNER = {"link": FIXTURE["ids"]["links"], "number": 1}
# What ends a thing gets one of its own, so that the others can be tried again.
LINE = {"key": "math", "dates": ["2027-01-11"], "start": "09:00", "duration_minutes": 45}
ORDER = {
    "name": "Ends soon",
    "kind": "class",
    "region": "cn-beijing",
    "rooms": [{"key": "7-1", "seats": 20}],
    "term": {"first_day": "2026-09-01", "last_day": "2027-01-18"},
    "timetable": {"time_zone": "Asia/Shanghai", "lessons": [LINE]},
}
ENDING = {
    ("DELETE", "/v1/api-keys/{id}"): ("/v1/api-keys", lambda: {"name": "ends soon", "scopes": ["orders:read"]}),
    ("DELETE", "/v1/members/{id}"): ("/v1/members", lambda: {"email": f"{uuid.uuid4()}@example.org", "role": "viewer"}),
    ("DELETE", "/v1/academic-calendars/{id}"): ("/v1/academic-calendars", lambda: {"name": "2026/27"}),
    ("DELETE", "/v1/subscriptions/{id}"): ("/v1/subscriptions", lambda: {"teacher": "Li Wei"}),
    ("DELETE", "/v1/caps/{id}"): ("/v1/caps", lambda: {"action": "alert", "amount_minor": 100_000, "currency": "CNY"}),
    ("DELETE", "/v1/drafts/{id}"): ("/v1/drafts", lambda: {"kind": "order", "step": "week", "body": {}}),
    ("POST", "/v1/orders/{id}/cancel"): ("/v1/orders", lambda: ORDER),
    ("POST", "/v1/platform/credits/{id}/revoke"): (
        "/v1/platform/credits",
        lambda: {"tenant_id": FIXTURE["tenant"], "amount_minor": 100, "currency": "CNY", "reason": "A gift"},
    ),
}


def is_across(path):
    moves = path.startswith("/v1/orders/") and path.endswith("/move")
    return moves or path.startswith(ACROSS) or not path.startswith("/v1/")


def send(method, path, **more):
    headers = {"Authorization": f"Bearer {FIXTURE['key']}", "Idempotency-Key": str(uuid.uuid4())}
    if not is_across(path):
        headers["X-Tenant"] = FIXTURE["tenant"]
    return requests.request(method, FIXTURE["url"] + path, headers=headers, timeout=30, **more)


def is_tried(case, location, name):
    """Whether the example is about this parameter being wrong or missing."""
    meta = case.meta
    component = next((info for place, info in meta.components.items() if place.name == location), None) if meta else None
    if component is None or component.mode.is_positive:
        return False
    data = meta.phase.data
    about = {data.parameter, *(mutation.parameter for mutation in data.mutations)} - {None}
    return not about or name in about


def change(path, case):
    """One that was just planned, or where that is not to be one that is."""
    made = send("POST", path, json={"nodes": 1, "note": "A rack"})
    if made.status_code == 201:
        return made.json()["id"]
    known = send("GET", path)
    planned = known.json()["items"] if known.status_code == 200 else []
    return planned[0]["id"] if planned else case.path_parameters["change"]


def target(case):
    """The id of something that is there; a new one for what is going to end it."""
    operation = case.operation
    ending = ENDING.get((operation.method.upper(), operation.path))
    ends = operation.method.upper() == "DELETE" or case.meta is None or case.meta.generation.mode.is_positive
    if ending and ends:
        path, body = ending
        made = send("POST", path, json=body())
        if made.status_code == 201:
            return made.json()["id"]
    return FIXTURE["ids"][operation.path.removeprefix("/v1/").split("/")[0]]


@schemathesis.hook
def before_call(context, case, kwargs):
    operation = case.operation
    if "{id}" in operation.path and not is_tried(case, "PATH", "id") and not is_followed(case):
        case.path_parameters["id"] = target(case)
    for name, there in INNER.items():
        if f"{{{name}}}" in operation.path and not is_tried(case, "PATH", name) and not is_followed(case):
            case.path_parameters[name] = there
    if "{change}" in operation.path and not is_tried(case, "PATH", "change") and not is_followed(case):
        case.path_parameters["change"] = change(f"/v1/clusters/{case.path_parameters['id']}/capacity-changes", case)
    headers = case.headers
    # An empty one would be no institution's; what was tried with it is tried for the right one.
    if not is_across(operation.path) and not (is_tried(case, "HEADER", "X-Tenant") and headers.get("X-Tenant")):
        headers["X-Tenant"] = FIXTURE["tenant"]
    if operation.path in FROM_A_PAGE:
        headers["Origin"] = FIXTURE["origin"]
    if "Idempotency-Key" in headers and not is_tried(case, "HEADER", "Idempotency-Key"):
        headers["Idempotency-Key"] = str(uuid.uuid4())
    if "If-Match" in headers and not is_tried(case, "HEADER", "If-Match"):
        etag = send("GET", case.formatted_path).headers.get("ETag")
        if etag:
            headers["If-Match"] = etag


def is_followed(case):
    """Whether the id came out of an answer before."""
    return case.meta is not None and case.meta.phase.name.name == "STATEFUL_TESTING"
