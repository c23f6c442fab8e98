"""Office files of a few lines, made by hand for tests."""

from __future__ import annotations

import io
import zipfile

W_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R_NS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_NAMESPACES = (
    f'xmlns:w="{W_NS}" xmlns:r="{R_NS}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def zipped(parts: dict[str, str | bytes], stored: tuple[str, ...] = ()) -> bytes:
    """A ZIP of the parts, in their order; those named in ``stored`` not packed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name)  # with a date of its own, so that the same parts make the same bytes
            archive.writestr(entry, content, zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, properties: str = "") -> str:
    """A paragraph; plain strings become runs."""
    inner = "".join(r if r.startswith("<") else run(r) for r in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def table(*rows: tuple[str, ...], widths: tuple[int, ...] = ()) -> str:
    """A table; each cell is XML."""
    made = []
    for row in rows:
        cells = []
        for index, cell in enumerate(row):
            width = f'<w:tcPr><w:tcW w:w="{widths[index]}" w:type="dxa"/></w:tcPr>' if widths else ""
            cells.append(f"<w:tc>{width}{cell}</w:tc>")
        made.append(f"<w:tr>{''.join(cells)}</w:tr>")
    return f"<w:tbl>{''.join(made)}</w:tbl>"


def docx(body: str, parts: dict[str, str] | None = None, relations: dict[str, tuple[str, str]] | None = None) -> bytes:
    """A Word document. ``relations``: id to (type, target) of the main part; other ``parts`` get their namespaces."""
    links = "".join(
        f'<Relationship Id="{key}" Type="{R_NS}/{kind}" Target="{target}"/>'
        for key, (kind, target) in (relations or {}).items()
    )
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{_RELS}"><Relationship Id="rId1" Type="{R_NS}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELS}">{links}</Relationships>',
    }
    for name, content in (parts or {}).items():
        made[name] = content.replace(">", f" {_NAMESPACES}>", 1)
    return zipped(made)


_ODF = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"),
        ("style", "style"),
        ("text", "text"),
        ("table", "table"),
        ("draw", "drawing"),
    )
)
_ODF += (
    ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
)

XML_NAMESPACES = f"{_NAMESPACES} {_ODF}"
"""All prefixes that the bodies of both kinds use."""


def odt(body: str, automatic: str = "", styles: str = "", parts: dict[str, str] | None = None) -> bytes:
    """An OpenDocument text."""
    made: dict[str, str | bytes] = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f"<office:document-content {_ODF}><office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
        "styles.xml": f"<office:document-styles {_ODF}>{styles}</office:document-styles>",
        **(parts or {}),
    }
    return zipped(made, stored=("mimetype",))
