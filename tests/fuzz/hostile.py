"""Hostile and broken files, made fresh for each run so that none lies in the repository.

Each has what may become of it: ``read`` (it is harmless and its text comes out), codes of the refusals that are right,
or both where the choice is the reader's.
"""

from __future__ import annotations

import hashlib
import io
import random
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

GREETING = "Jane Roe jane@example.org"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_SHOW = b"BT /F1 12 Tf 72 700 Td (" + GREETING.encode() + b") Tj ET"
_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
_CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
_ONE_PAGE = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"


@dataclass(frozen=True)
class HostileFile:
    name: str
    outcomes: frozenset[str]
    make: Callable[[], bytes]


FILES: list[HostileFile] = []


def hostile(name: str, *outcomes: str) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Register a maker of one file with what may become of it."""

    def register(make: Callable[[], bytes]) -> Callable[[], bytes]:
        FILES.append(HostileFile(name, frozenset(outcomes), make))
        return make

    return register


# ---------------------------------------------------------------------- building blocks
def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of numbered objects; the first is the catalogue."""
    out = io.BytesIO()
    out.write(b"%PDF-1.5\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % offset for offset in offsets)
    out.write(b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start))
    return out.getvalue()


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(data), entries, data)


def page(contents: int = 4, font: int = 5, parent: int = 2, more: bytes = b"") -> bytes:
    resources = b"/Resources<</Font<</F1 %d 0 R>>%s>>" % (font, more)
    return b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 612 792]/Contents %d 0 R%s>>" % (parent, contents, resources)


def deflated(chunk: bytes, times: int) -> bytes:
    """A zlib stream of a chunk over and over, made without packing each: whole blocks can be repeated."""
    packer = zlib.compressobj(9)
    head = packer.compress(chunk) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(chunk) + packer.flush(zlib.Z_FULL_FLUSH)
    check = 1
    for _ in range(times):
        check = zlib.adler32(chunk, check)
    return head + block * (times - 1) + b"\x03\x00" + check.to_bytes(4, "big")


def one_page(contents: bytes = _SHOW, entries: bytes = b"") -> bytes:
    return pdf(_CATALOG, _ONE_PAGE, page(), stream(contents, entries), _FONT)


def package(document: bytes | Iterable[bytes], more: dict[str, bytes] | None = None) -> bytes:
    """A Word document; its main part may come in chunks."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        main = f'<Relationship Id="a" Type="{_OFFICE}" Target="word/document.xml"/>'
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{_RELS}">{main}</Relationships>')
        with archive.open("word/document.xml", "w", force_zip64=True) as part:
            for chunk in (document,) if isinstance(document, bytes) else document:
                part.write(chunk)
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return buffer.getvalue()


def paragraph(text: str = GREETING) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def word(body: str, doctype: str = "") -> bytes:
    return f'<?xml version="1.0"?>{doctype}<w:document {W}><w:body>{body}</w:body></w:document>'.encode()


# ---------------------------------------------------------------------- controls
@hostile("ok.pdf", "read")
def _() -> bytes:
    return one_page()


@hostile("ok.docx", "read")
def _() -> bytes:
    return package(word(paragraph()))


@hostile("ok-scripted.pdf", "read")
def _() -> bytes:
    action = b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))/Next<</S/Launch/F(calc)>>>>>>"
    return pdf(action, _ONE_PAGE, page(), stream(_SHOW), _FONT)


@hostile("ok-remote-template.docx", "read")
def _() -> bytes:
    rels = (
        f'<Relationships xmlns="{_RELS}"><Relationship Id="a" Type="x/attachedTemplate" Target="http://127.0.0.1:9/t"/>'
    )
    return package(word(paragraph()), {"word/_rels/document.xml.rels": f"{rels}</Relationships>".encode()})


@hostile("ok-nested-80.docx", "read")
def _() -> bytes:
    return package(word("<w:tbl><w:tr><w:tc>" * 80 + paragraph() + "</w:tc></w:tr></w:tbl>" * 80))


# ---------------------------------------------------------------------- empty, large, of another type, broken
@hostile("empty.pdf", "empty")
def _() -> bytes:
    return b""


@hostile("large.pdf", "too_large")
def _() -> bytes:
    return one_page() + b"%" * (17 << 20)


@hostile("text.pdf", "read")
def _() -> bytes:
    return GREETING.encode()


@hostile("program.pdf", "wrong_type")
def _() -> bytes:
    return b"MZ\x90\x00" + bytes(4096)


@hostile("ole.docx", "wrong_type")
def _() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096)


@hostile("pdf.docx", "read")
def _() -> bytes:
    return one_page()


@hostile("cut.pdf", "read", "corrupt")
def _() -> bytes:
    data = one_page()
    return data[: len(data) * 6 // 10]


@hostile("cut.docx", "corrupt")
def _() -> bytes:
    data = package(word(paragraph()))
    return data[: len(data) // 2]


@hostile("noise.pdf", "corrupt")
def _() -> bytes:
    return b"%PDF-1.7\n" + random.Random(1).randbytes(200_000)


@hostile("malformed.docx", "corrupt")
def _() -> bytes:
    return package(word(paragraph()).replace(b"</w:body>", b""))


@hostile("password.pdf", "encrypted")
def _() -> bytes:
    return _encrypted(b"secret")


# ---------------------------------------------------------------------- more work than the file looks like
@hostile("flate-bomb.pdf", "resource_limit")
def _() -> bytes:
    return one_page(deflated(b" " * (1 << 20), 2000), b"/Filter/FlateDecode")


@hostile("flate-twice.pdf", "resource_limit")
def _() -> bytes:
    packed = zlib.compress(deflated(b" " * (1 << 20), 2000))
    return one_page(packed, b"/Filter[/FlateDecode/FlateDecode]")


@hostile("text-bomb.pdf", "resource_limit", "read")
def _() -> bytes:
    line = b"BT /F1 1 Tf 9 9 Td (" + b"A" * 32 + b") Tj ET\n"
    return one_page(deflated(line * 20_000, 60), b"/Filter/FlateDecode")


@hostile("two-million-lines.pdf", "resource_limit")
def _() -> bytes:
    return one_page(deflated(b"0 0 m 9 9 l S\n" * 50_000, 40), b"/Filter/FlateDecode")


@hostile("forms-in-forms.pdf", "resource_limit")
def _() -> bytes:
    objects = [_CATALOG, _ONE_PAGE, page(more=b"/XObject<</X 6 0 R>>"), stream(b"/X Do " * 10), _FONT]
    for number in range(6, 13):
        last = number == 12
        inner = b"" if last else b"/XObject<</X %d 0 R>>" % (number + 1)
        entries = b"/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<</Font<</F1 5 0 R>>%s>>" % inner
        objects.append(stream(_SHOW if last else b"/X Do " * 10, entries))
    return pdf(*objects)


@hostile("form-in-itself.pdf", "read", "corrupt", "resource_limit")
def _() -> bytes:
    entries = b"/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<</Font<</F1 5 0 R>>/XObject<</X 6 0 R>>>>"
    form = stream(_SHOW + b" /X Do", entries)
    return pdf(_CATALOG, _ONE_PAGE, page(more=b"/XObject<</X 6 0 R>>"), stream(b"/X Do"), _FONT, form)


@hostile("pages-in-a-circle.pdf", "read", "corrupt")
def _() -> bytes:
    return pdf(_CATALOG, b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2>>", page(), stream(_SHOW), _FONT)


@hostile("pages-5000-deep.pdf", "read", "corrupt", "resource_limit")
def _() -> bytes:
    tree = [b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % (n + 3) for n in range(5000)]
    return pdf(_CATALOG, *tree, page(5003, 5004, 5001), stream(_SHOW), _FONT)


@hostile("pages-50000.pdf", "too_many_pages")
def _() -> bytes:
    kids = b"<</Type/Pages/Kids[%s]/Count 50000>>" % b" ".join(b"%d 0 R" % (5 + n) for n in range(50_000))
    return pdf(_CATALOG, kids, stream(_SHOW), _FONT, *[page(3, 4)] * 50_000)


@hostile("pages-a-lie.pdf", "read", "corrupt", "too_many_pages")
def _() -> bytes:
    return pdf(_CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 2000000000>>", page(), stream(_SHOW), _FONT)


@hostile("arrays-200000-deep.pdf", "read", "corrupt")
def _() -> bytes:
    return pdf(_CATALOG, _ONE_PAGE, page(), stream(_SHOW), _FONT, b"[" * 200_000 + b"]" * 200_000)


@hostile("picture-of-3600-megapixels.pdf", "read", "resource_limit")
def _() -> bytes:
    entries = b"/Type/XObject/Subtype/Image/Width 60000/Height 60000/ColorSpace/DeviceGray/BitsPerComponent 8"
    image = stream(deflated(bytes(1 << 20), 3434), entries + b"/Filter/FlateDecode")
    contents = stream(b"q 612 0 0 792 0 0 cm /X Do Q " + _SHOW)
    return pdf(_CATALOG, _ONE_PAGE, page(more=b"/XObject<</X 6 0 R>>"), contents, _FONT, image)


@hostile("paragraphs-of-200-mb.docx", "resource_limit")
def _() -> bytes:
    def chunks() -> Iterable[bytes]:
        yield f"<w:document {W}><w:body>".encode()
        block = paragraph("A" * 16).encode() * 20_000
        for _ in range((200 << 20) // len(block)):
            yield block
        yield b"</w:body></w:document>"

    return package(chunks())


@hostile("300-mb-beside-the-text.docx", "read", "resource_limit")
def _() -> bytes:
    buffer = io.BytesIO(package(word(paragraph())))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/pad.bin", bytes(300 << 20))
    return buffer.getvalue()


@hostile("60000-parts.docx", "read", "resource_limit")
def _() -> bytes:
    return package(word(paragraph()), {f"word/x/{n}.xml": b"" for n in range(60_000)})


@hostile("parts-outside.docx", "read", "corrupt")
def _() -> bytes:
    return package(word(paragraph()), {"../../escaped.txt": b"x", "/escaped.txt": b"x", "..\\..\\escaped.txt": b"x"})


@hostile("60000-tables-deep.docx", "resource_limit")
def _() -> bytes:
    return package(word("<w:tbl><w:tr><w:tc>" * 60_000 + paragraph() + "</w:tc></w:tr></w:tbl>" * 60_000))


@hostile("groups-100000-deep.rtf", "resource_limit")
def _() -> bytes:
    return b"{\\rtf1 " + b"{" * 100_000 + GREETING.encode() + b"}" * 100_000 + b"}"


@hostile("elements-500000.html", "resource_limit")
def _() -> bytes:
    return b"<html><body>" + b"<p>A" * 500_000


@hostile("comments-2000.html", "read", "empty", "wrong_type")
def _() -> bytes:
    return b"<!---->" * 2_000 + b"<x>" + GREETING.encode()


@hostile("style-of-comments.html", "read")
def _() -> bytes:
    return b"<html><style>" + b"/*" * 150_000 + b"</style><p>" + GREETING.encode()


@hostile("fields-in-a-field.docx", "read")
def _() -> bytes:
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>'
        + "HYPERLINK " * 20_000
        + "</w:instrText></w:r>"
    )
    separate = '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    return package(word(f"<w:p>{begin}{separate}{'<w:r><w:t>.</w:t></w:r>' * 10_000}</w:p>" + paragraph()))


@hostile("dots-and-words.pdf", "read", "resource_limit", "timeout")
def _() -> bytes:
    dots = b"".join(b"%d %d 4 4 re f\n" % (n % 600, n // 60) for n in range(40_000))
    words = b"".join(b"BT /F1 4 Tf %d %d Td (word) Tj ET\n" % (n % 60 * 10, n // 60 * 6) for n in range(7_000))
    return one_page(dots + words + _SHOW)


@hostile("letters-15-million.txt", "resource_limit")
def _() -> bytes:
    return b"Jane Roe\n" * (15_000_000 // 9)


# ---------------------------------------------------------------------- XML
@hostile("billion-laughs.docx", "unsafe_xml")
def _() -> bytes:
    entities = '<!ENTITY a0 "lol">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return package(word(paragraph("&a9;"), f"<!DOCTYPE x [{entities}]>"))


@hostile("one-entity-50000-times.docx", "unsafe_xml")
def _() -> bytes:
    return package(word(paragraph("&a;" * 50_000), f'<!DOCTYPE x [<!ENTITY a "{"x" * 50_000}">]>'))


@hostile("entity-from-a-file.docx", "unsafe_xml")
def _() -> bytes:
    return package(word(paragraph("X&e;Y"), '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'))


@hostile("dtd-from-the-network.docx", "unsafe_xml")
def _() -> bytes:
    return package(word(paragraph(), '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'))


# ---------------------------------------------------------------------- the standard security handler, revision 2
def _rc4(key: bytes, data: bytes) -> bytes:
    state, j, out = list(range(256)), 0, bytearray()
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) & 255
        state[i], state[j] = state[j], state[i]
    i = j = 0
    for byte in data:
        i = (i + 1) & 255
        j = (j + state[i]) & 255
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) & 255])
    return bytes(out)


def _encrypted(password: bytes) -> bytes:
    """A PDF that asks for ``password`` (PDF 32000-1:2008, 7.6.3, algorithms 2 to 4)."""
    fill = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
    ident = bytes(range(16))

    def digest(data: bytes) -> bytes:
        return hashlib.md5(data, usedforsecurity=False).digest()

    owner = _rc4(digest((b"owner" + fill)[:32])[:5], (password + fill)[:32])
    key = digest((password + fill)[:32] + owner + (-4).to_bytes(4, "little", signed=True) + ident)[:5]
    contents = _rc4(digest(key + (4).to_bytes(3, "little") + b"\0\0")[:10], _SHOW)
    user = _rc4(key, fill)
    guard = b"<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -4>>" % (owner.hex().encode(), user.hex().encode())
    marks = b"/Encrypt 6 0 R/ID[<%s><%s>]" % (ident.hex().encode(), ident.hex().encode())
    return pdf(_CATALOG, _ONE_PAGE, page(), stream(contents), _FONT, guard, trailer=marks)
