"""Documents as bytes and back: BSON, as MongoDB has it; the same in every embedded engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import bson
from bson.codec_options import CodecOptions

from hiring_desktop.core.errors import Damaged, InvalidInput
from hiring_desktop.core.storage.schema import CollectionSchema, check_indexed
from hiring_desktop.core.storage.values import Json, check_document

MAX_DOCUMENT_BYTES: Final = 16 * 1024 * 1024
"""MongoDB's limit."""

_CODEC: Final[CodecOptions[Json]] = CodecOptions(document_class=dict, tz_aware=True)


def encode(document: Mapping[str, Any], schema: CollectionSchema) -> bytes:
    """The document as BSON, ``_id`` first.

    Raises:
        InvalidInput: It is larger than 16 MB, holds half a character, or an indexed field holds no single value.
    """
    check_indexed(schema, document)
    if next(iter(document)) != "_id":
        document = {"_id": document["_id"], **document}
    try:
        body = bson.encode(document)
    except UnicodeEncodeError as error:
        raise InvalidInput(f"A text of {schema.name} holds half a character (a lone surrogate).") from error
    if len(body) > MAX_DOCUMENT_BYTES:
        raise InvalidInput(f"A document of {schema.name} would be larger than 16 MB. Store large texts apart.")
    return body


def encode_new(document: Mapping[str, Any], schema: CollectionSchema) -> bytes:
    """As ``encode``, for a document that nothing is known about yet.

    Raises:
        InvalidInput: See ``encode`` and ``values.check_document``.
        UnsupportedOperation: It holds a type that the store does not keep.
    """
    check_document(document)
    return encode(document, schema)


def decode(body: bytes) -> Json:
    """The document; its dates are in UTC.

    Raises:
        Damaged: The bytes are no document.
    """
    try:
        return bson.decode(body, _CODEC)
    except bson.errors.InvalidBSON as error:
        raise Damaged("A stored document cannot be read. Verify the workspace and restore the last backup.") from error
