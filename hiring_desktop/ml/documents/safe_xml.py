"""XML from strangers: no DTD, no entities, bounded depth."""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from hiring_desktop.core.errors import DocumentRejected

MAX_DEPTH: Final = 1_000


def parse(data: bytes) -> Element:
    """The root element.

    Raises:
        DocumentRejected: ``unsafe_xml`` for any DTD or entity, ``corrupt`` when it is not well-formed,
            ``resource_limit`` when elements are nested deeper than ``MAX_DEPTH``.
    """
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise DocumentRejected(
            "The file holds XML entities, which a resume has no use for.", code="unsafe_xml"
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise DocumentRejected("The file is damaged: its XML cannot be read. Save it anew.", code="corrupt") from error
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise DocumentRejected("The file is nested far too deeply.", code="resource_limit")
        level = [child for element in level for child in element]
    return root
