"""What is told below the heading of an entry: bullets as highlights, a paragraph before them as the summary."""

from __future__ import annotations

from hiring_desktop.ml.resume.rows import Row, is_next
from hiring_desktop.ml.resume.values import Found, as_printed


def read_body(rows: list[Row]) -> tuple[list[Found], Found | None]:
    """Bullets as highlights, a paragraph before them as the summary.

    Lines that go on from the one above are joined to it.
    """
    points: list[list[Row]] = []
    opening: list[Row] = []
    bulleted = any(r.bullet for r in rows)
    for row in rows:
        if row.bullet:
            points.append([row])
        elif points and _goes_on(points[-1][-1], row):
            points[-1].append(row)
        elif bulleted and not points and (not opening or is_next(opening[-1], row)):
            opening.append(row)
        else:
            points.append([row])
    highlights = [f for p in points if (f := _joined(p)) is not None]
    summary = _joined(opening) if opening else None
    if not bulleted and len(highlights) == 1 and len(highlights[0].value) > 160:
        return [], highlights[0]
    return highlights, summary


def _goes_on(above: Row, row: Row) -> bool:
    """Whether a row without a bullet continues the one above."""
    if not is_next(above, row):
        return False
    if row.line.page != above.line.page:
        return row.text[:1].islower()
    if row.line.gap > max(0.9, above.line.gap + 0.4) and not row.text[:1].islower():
        return False
    return (
        not above.text.endswith((".", "!", "?"))
        or row.text[:1].islower()
        or (row.line.block == above.line.block and row.line.block > 0)
    )


def _joined(rows: list[Row]) -> Found | None:
    text = as_printed("\n".join(r.text for r in rows))
    return Found(text, tuple((r.start, r.end) for r in rows), 0.8) if text else None
