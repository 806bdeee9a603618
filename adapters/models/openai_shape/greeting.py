"""Asking a server for its list of models: reachable, key taken, what ends when. Costs nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

import httpx2
import openai
from openai import AsyncOpenAI

from adapters.models.decoding import TooLarge
from adapters.models.openai_shape.answers import Malformed, document_of
from adapters.models.openai_shape.client import timeout_of
from adapters.models.openai_shape.failures import of_error
from bot.domain.outcome import (
    BadResponse,
    Failure,
    Health,
    ModelGone,
    ProviderDown,
    TimeoutUnknownCost,
)

PATIENCE_S = 8.0
"""Somebody waits at a terminal."""
MAX_LIST = 4 * 1024 * 1024
"""Bytes; a vendor lists a few hundred models."""


NO_LIST = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED})


async def greeted(client: AsyncOpenAI, what: str, *, keeps_list: bool) -> Health:
    """`keeps_list` False: a small server may have no list; that it answers is enough. Never
    raises."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            rows = list(_rows(document_of(await _listed(client))))
    except openai.APIStatusError as error:
        if not keeps_list and error.status_code in NO_LIST:
            return Health(what)
        return Health(what, _harmless(of_error(error, "")))
    except (openai.OpenAIError, httpx2.HTTPError, TimeoutError) as error:
        return Health(what, _harmless(of_error(error, "")))
    except (Malformed, TooLarge) as error:
        return Health(what, BadResponse(str(error)))
    ends = tuple((name, day) for name, day in rows if day)
    return Health(what, models=frozenset(name for name, _ in rows), ends=ends)


def _harmless(trouble: Failure) -> Failure:
    """A question that was not answered costs nothing: it is simply not reachable."""
    unanswered = isinstance(trouble, TimeoutUnknownCost | ModelGone)
    return ProviderDown("no answer") if unanswered else trouble


async def _listed(client: AsyncOpenAI) -> bytes:
    models: Any = client.models.with_streaming_response
    held = bytearray()
    async with models.list(timeout=timeout_of(PATIENCE_S)) as response:
        async for chunk in response.iter_bytes():
            held += chunk
            if len(held) > MAX_LIST:
                raise TooLarge(len(held))
    return bytes(held)


def _rows(document: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """(id, shut-down date or "")"""
    data = document.get("data")
    for row in data if isinstance(data, list) else ():
        if isinstance(row, Mapping) and isinstance(row.get("id"), str):
            day = row.get("shutdown_date")
            yield row["id"], day if isinstance(day, str) else ""
