"""Skills as a resume lists them: groups with their names, and the items of each as printed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from hiring_desktop.ml.resume.rows import Piece, Row
from hiring_desktop.ml.resume.skill_items import SEPARATOR, VERB, is_sentence, named_in, split_items
from hiring_desktop.ml.resume.values import Found, as_printed
from hiring_desktop.ml.skills.vocabulary import Vocabulary

_LABEL: Final = re.compile(r"[*_]*([^:,;|•·()*]{2,45}?)[*_]*\s*(?::[*_]*\s*[-–]?\s*|\s+[-–—]\s+(?=\S+,\s))(?=\S)")
_LABEL_ALONE: Final = re.compile(r"([^:,;|•·]{2,45}?)\s*:\s*$")


@dataclass(slots=True)
class SkillGroup:
    """A group of skills: its printed name (None where it has none) and its items."""

    name: Found | None
    items: list[Found] = field(default_factory=list)


@dataclass(slots=True)
class _Chunk:
    """Text of one or more rows that is split at its separators as one."""

    pieces: list[Piece]


def read_skill_groups(rows: list[Row], vocabulary: Vocabulary) -> list[SkillGroup]:
    """The groups of a skills section, in the order of the document. Sentences give only the skills they name."""
    groups: list[SkillGroup] = []
    chunk: list[Row] = []

    def close() -> None:
        if chunk:
            if not groups:
                groups.append(SkillGroup(None))
            groups[-1].items.extend(_items(chunk, vocabulary))
            chunk.clear()

    ordered = _by_columns(rows)
    for index, row in enumerate(ordered):
        label, rest = _label(row, ordered, index, vocabulary)
        if label is not None:
            close()
            groups.append(SkillGroup(label))
            if rest is not None:
                chunk.append(rest)
        else:
            chunk.append(row)
    close()
    return _tidied(groups)


def _tidied(groups: list[SkillGroup]) -> list[SkillGroup]:
    """Without empty groups and repeated items; a name without items is an item itself."""
    seen: set[str] = set()
    out: list[SkillGroup] = []
    for group in groups:
        items = []
        for item in group.items:
            if item.value.casefold() not in seen:
                seen.add(item.value.casefold())
                items.append(item)
        if items:
            out.append(SkillGroup(group.name, items))
        elif group.name is not None and not group.items:
            if out and out[-1].name is None:
                out[-1].items.append(group.name)
            else:
                out.append(SkillGroup(None, [group.name]))
    return out


# ------------------------------------------------------------------ rows side by side
def _by_columns(rows: list[Row]) -> list[Row]:
    """Headings side by side, each brought to the rows that stand below it."""
    out: list[Row] = []
    index = 0
    while index < len(rows):
        heads = _headings(rows, index)
        if not heads:
            out.append(rows[index])
            index += 1
            continue
        end = index + 1
        left = min(h.x0 or 0.0 for h in heads)
        while (
            end < len(rows)
            and not _headings(rows, end)
            and (rows[end].x0 or 0.0) >= left - 6
            and rows[end].line.page == rows[index].line.page
        ):
            end += 1
        below: list[list[Row]] = [[] for _ in heads]
        for row in rows[index + 1 : end]:
            place = max((i for i, h in enumerate(heads) if (row.x0 or 0.0) >= (h.x0 or 0.0) - 6), default=0)
            below[place].append(row)
        for head, under in zip(heads, below, strict=True):
            out += [head, *under]
        index = end
    return out


def _headings(rows: list[Row], index: int) -> list[Row]:
    """The cells of a row that only says how the columns of bullets below it are called; empty for any other row."""
    row = rows[index]
    below = rows[index + 1] if index + 1 < len(rows) else None
    if len(row.cells) < 2 or row.bullet or row.x0 is None or below is None or not below.bullet:
        return []
    if any(len(c.text.split()) > 3 or _is_list(c.text) for c in row.cells):
        return []
    return row.columns([c.start for c in row.cells[1:]])


# ------------------------------------------------------------------ group names
def _label(row: Row, rows: list[Row], index: int, vocabulary: Vocabulary) -> tuple[Found | None, Row | None]:
    """The name of the group that a row begins, and what is left of the row."""
    text = row.text
    if len(row.cells) == 2:
        first, second = row.cells
        if (
            _is_list(second.text)
            and not _is_list(first.text)
            and len(first.text.split()) <= 4
            and not first.text.endswith((",", "-"))
        ):
            return _named(first), row.after(second.start)
    match = _LABEL.match(text)
    if match and len(match[1].split()) <= 5 and not (" " in match[1] and VERB.match(match[1])):
        return _named(row.piece.part(match.start(1), match.end(1))), row.after(row.start + match.end())
    alone = _LABEL_ALONE.match(text)
    if alone and len(alone[1].split()) <= 5:
        return _named(row.piece.part(0, alone.end(1))), None
    if _heads_group(row, rows, index, vocabulary):
        return _named(row.piece), None
    return None, None


def _named(piece: Piece) -> Found:
    return Found(as_printed(piece.text), ((piece.start, piece.end),), 0.8)


def _is_list(text: str) -> bool:
    return len([p for p in SEPARATOR.split(text) if p]) > 1


def _heads_group(row: Row, rows: list[Row], index: int, vocabulary: Vocabulary) -> bool:
    """A short line set apart from the items below it."""
    if row.bullet or len(row.cells) > 1 or len(row.text.split()) > 4 or _is_list(row.text) or index + 1 >= len(rows):
        return False
    below = rows[index + 1]
    if row.line.heading and not below.line.heading:
        return True
    if below.bullet and not row.bullet:
        goes_on = index > 0 and rows[index - 1].bullet and _is_wrapped(rows[index - 1], row, vocabulary)
        return not goes_on
    stronger = (row.style[0], row.style[1]) > (below.style[0], below.style[1]) and row.style[:2] != below.style[:2]
    if stronger and not below.bullet:
        return True
    apart = row.style[:4] != below.style[:4] and _is_list(below.text)
    listed = _is_list(below.text) or len(below.cells) > 1
    return apart or (listed and vocabulary.find(row.text) is None)


# ------------------------------------------------------------------ items
def _items(rows: list[Row], vocabulary: Vocabulary) -> list[Found]:
    out: list[Found] = []
    loose = any(row.split for row in rows)
    for run in _runs(rows, vocabulary):
        text, spans = _joined(run)
        if is_sentence(text):
            out.extend(named_in(text, spans, vocabulary))
        else:
            out.extend(split_items(text, spans, vocabulary, loose=loose))
    return out


def _runs(rows: list[Row], vocabulary: Vocabulary) -> list[list[Piece]]:
    """Pieces that belong together: cells of a row part, wrapped rows join."""
    runs: list[list[Piece]] = []
    previous: Row | None = None
    for row in rows:
        cells = list(row.cells)
        if previous is not None and not row.bullet and _is_wrapped(previous, row, vocabulary):
            runs[-1].append(cells.pop(0))
        runs.extend([cell] for cell in cells)
        previous = row
    return runs


def _is_wrapped(above: Row, row: Row, vocabulary: Vocabulary) -> bool:
    """Whether a row goes on with the item, or the list, that the row above ends with."""
    if row.bullet or row.style[:2] != above.style[:2]:
        return False
    last = above.cells[-1].text
    if len(above.cells) > 1 or len(row.cells) > 1:
        return last.endswith((",", "-", "&")) and len(row.cells) == 1
    tail = SEPARATOR.split(last)[-1].strip()
    first = SEPARATOR.split(row.cells[0].text)[0].strip()
    if not tail:
        return True
    if last.endswith((",", ";", "&", " and", "|", "·", "•", "/", "-", "(")) or row.text[:1] in ",;&|·•/)":
        return True
    both_known = bool(vocabulary.find(tail) and vocabulary.find(first))
    if not both_known and (row.tight or row.text[:1].islower() or vocabulary.find(f"{tail} {first}")):
        return True
    if last.endswith("."):
        return False
    if above.bullet:
        room = above.x1 is None or above.x0 is None or row.x0 is None or abs(row.x0 - above.x0) < 60
        return (
            room
            and row.line.gap <= above.line.gap + 0.4
            and not (
                row.x0 is not None and above.line.words and row.x0 < above.line.words[0].box[0] - 1
                if above.line.words and above.line.words[0].box
                else False
            )
        )
    both = _is_list(last) or _is_list(row.text)
    if not both:
        return False
    if vocabulary.find(tail) and vocabulary.find(first):
        return False
    if above.x1 is not None and row.x1 is not None:
        return above.x1 >= row.x1 - 5 or (above.line.block == row.line.block and above.line.block > 0)
    return len(above.text) > 60


def _joined(pieces: list[Piece]) -> tuple[str, list[int]]:
    """The text of pieces with a line feed between them, and the place in the document of each of its code points."""
    places: list[int] = []
    text = ""
    for piece in pieces:
        if text:
            text += "\n"
            places.append(piece.start - 1)
        text += piece.text
        places.extend(range(piece.start, piece.end))
    return text, places
