"""What a document cannot say: ids that are there, a fresh Idempotency-Key, the ETag that If-Match needs, which institution is meant.

A header is only replaced, never added, so that examples in which it is missing stay what they are.
"""

import json
import os
import uuid

import requests
import schemathesis

FIXTURE = json.loads(os.environ["HOMEROOM_FIXTURE"])
# The platform's key is for operations over institutions; within one, it must name it.
ACROSS = ("/v1/partners", "/v1/tenants", "/v1/clusters", "/v1/platform")


def is_across(path):
    return path.startswith(ACROSS) or not path.startswith("/v1/")


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    """Every other example names something that is there."""
    if path_parameters and "id" in path_parameters:
        thing = context.operation.path.removeprefix("/v1/").split("/")[0]
        value = str(path_parameters["id"])
        if thing in FIXTURE["ids"] and len(value) > 4 and sum(value.encode()) % 2 == 0:
            return {**path_parameters, "id": FIXTURE["ids"][thing]}
    return path_parameters


@schemathesis.hook
def before_call(context, case, kwargs):
    headers = case.headers
    if not is_across(case.operation.path) and headers is not None and "X-Tenant" in headers:
        headers["X-Tenant"] = FIXTURE["tenant"]
    if headers is not None and "Idempotency-Key" in headers:
        headers["Idempotency-Key"] = str(uuid.uuid4())
    if headers is not None and "If-Match" in headers and case.method in ("PATCH", "PUT"):
        url = FIXTURE["url"] + case.formatted_path
        own = {"Authorization": f"Bearer {FIXTURE['key']}"}
        if not is_across(case.operation.path):
            own["X-Tenant"] = FIXTURE["tenant"]
        etag = requests.get(url, headers=own, timeout=30).headers.get("ETag")
        if etag:
            headers["If-Match"] = etag
