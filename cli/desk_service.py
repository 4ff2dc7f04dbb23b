"""The desk over HTTP: one address an operation, on this machine alone, for who has the token."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from pydantic import TypeAdapter
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ..intake import Candidate, Commitment, IntakeDesk
from ..intake.protocol import OPERATIONS, describe_error, run_operation
from ..model.errors import InputError, InputFault, NoPlanError, SamehandsError

LARGEST = 2**20
"""Most bytes of a request."""

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_REF = "#/components/schemas/{model}"


def create_service(desk: IntakeDesk, token: str) -> Starlette:
    """Return the desk as an ASGI application.

    Parameters
    ----------
    desk : IntakeDesk
        The desk.
    token : str
        What callers must send as ``Authorization: Bearer TOKEN``.

    Returns
    -------
    Starlette
        ``POST /OPERATION`` with the fields of a request as JSON, and ``GET /openapi.json``.
    """

    async def describe(request: Request) -> Response:
        return _refused(request, None) or JSONResponse(openapi())

    async def operate(request: Request) -> Response:
        refused = _refused(request, token)
        if refused is not None:
            return refused
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > LARGEST:
                return _error(413, _fault(f"at most {LARGEST // 2**20} MB can be sent at once"))
        name = request.url.path.removeprefix("/")
        return await run_in_threadpool(_answer, desk, name, body)

    async def unknown(request: Request, error: Exception) -> Response:
        return _error(404, _fault("nothing here; /openapi.json says what there is"))

    async def other_method(request: Request, error: Exception) -> Response:
        says = "operations are asked for with POST, and the description with GET"
        return _error(405, _fault(says))

    routes = [Route("/openapi.json", describe)]
    routes += [Route(f"/{name}", operate, methods=["POST"]) for name in OPERATIONS]
    return Starlette(routes=routes, exception_handlers={404: unknown, 405: other_method})


def _refused(request: Request, token: str | None) -> Response | None:
    """Return why a request is not heard at all, if it is not.

    A page of another site can reach this machine, also under a name of its own that it has turned
    to this address; so the name must be this machine's, and no page may ask.
    """
    try:
        name = urlsplit(f"//{request.headers.get('host', '')}").hostname
    except ValueError:
        name = None
    if name not in _LOOPBACK:
        return _error(400, _fault("the Host is not this machine; use 127.0.0.1 or localhost"))
    if request.headers.get("origin") is not None:
        return _error(403, _fault("pages of browsers may not ask"))
    given = request.headers.get("authorization", "")
    if token is not None and not secrets.compare_digest(given.encode(), f"Bearer {token}".encode()):
        return _error(401, _fault("send the token: Authorization: Bearer TOKEN"))
    return None


def _answer(desk: IntakeDesk, name: str, body: bytes) -> Response:
    try:
        fields: object = json.loads(body) if body.strip() else {}
    except (ValueError, RecursionError):
        return _error(400, _fault("the body is not JSON"))
    try:
        return JSONResponse(run_operation(desk, name, fields), headers=_HEADERS)
    except InputError as error:
        return _error(422, error)
    except NoPlanError as error:
        return _error(409, error)
    except (SamehandsError, OSError) as error:
        return _error(503, error)
    except Exception as error:
        return _error(500, error)


_HEADERS = {"cache-control": "no-store", "x-content-type-options": "nosniff"}


def _error(status: int, error: Exception) -> Response:
    return JSONResponse({"error": describe_error(error)}, status_code=status, headers=_HEADERS)


def _fault(says: str) -> InputError:
    return InputError([InputFault("request", None, None, None, says)])


def openapi() -> dict[str, Any]:
    """Return the OpenAPI description of the service, made from the models of the requests."""
    schemas: dict[str, Any] = {"Error": _ERROR}
    for kind in (Candidate, Commitment):
        _keep(schemas, kind.__name__, TypeAdapter(kind).json_schema(ref_template=_REF))
    paths: dict[str, Any] = {}
    for name, operation in OPERATIONS.items():
        model = operation.request
        _keep(schemas, model.__name__, model.model_json_schema(ref_template=_REF))
        content = {"application/json": {"schema": {"$ref": _REF.format(model=model.__name__)}}}
        answer = {"application/json": {"schema": _ANSWERS.get(name, {"type": "object"})}}
        paths[f"/{name}"] = {
            "post": {
                "operationId": name,
                "summary": operation.summary,
                "requestBody": {"required": True, "content": content},
                "responses": {
                    "200": {"description": "Done", "content": answer},
                    **{
                        code: {"description": says, "content": _ERROR_CONTENT}
                        for code, says in _STATUSES.items()
                    },
                },
            }
        }
    return {
        "openapi": "3.1.0",
        "info": {"title": "samehands intake desk", "version": "1"},
        # Relative to this description, whose port is chosen at the start.
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _keep(schemas: dict[str, Any], name: str, schema: Mapping[str, Any]) -> None:
    """Keep a schema, and what it refers to, under their names."""
    schemas |= schema.get("$defs", {})
    schemas[name] = {key: value for key, value in schema.items() if key != "$defs"}


_ERROR: dict[str, Any] = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["kind", "message", "problems"],
            "properties": {
                "kind": {"type": "string"},
                "message": {"type": "string"},
                "problems": {"type": "array", "items": {"type": "object"}},
            },
        }
    },
}
_ERROR_CONTENT = {"application/json": {"schema": {"$ref": _REF.format(model="Error")}}}
_STATUSES = {
    "400": "The Host is not this machine, or the body is not JSON",
    "401": "The token is missing or wrong",
    "403": "A page of a browser asked",
    "409": "Nobody may have the client, or no plan keeps all rules",
    "413": "The request is too large",
    "422": "The request is wrong; every fault is listed",
    "500": "A bug; the desk goes on",
    "503": "The journal cannot be written; nothing has changed",
}
_CHANGES = {"changes": {"type": "integer", "description": "How often the desk has changed"}}
_ANSWERS: dict[str, Any] = {
    "place": {
        "type": "object",
        "required": ["client", "worker", "candidates", "excluded", "unplaced", "changes"],
        "properties": {
            "client": {"type": "string"},
            "worker": {"type": ["string", "null"]},
            "candidates": {"type": "array", "items": {"$ref": _REF.format(model="Candidate")}},
            "excluded": {"type": "object", "additionalProperties": {"type": "integer"}},
            "unplaced": {"type": ["number", "null"]},
            **_CHANGES,
        },
    },
    "placed": {
        "type": "object",
        "required": ["placed", "changes"],
        "properties": {
            "placed": {"type": "object", "additionalProperties": {"type": "string"}},
            **_CHANGES,
        },
    },
    "commit": {"$ref": _REF.format(model="Commitment")},
    **{
        name: {"type": "object", "required": ["changes"], "properties": _CHANGES}
        for name in ("remove", "absent", "capacity", "sync")
    },
}
