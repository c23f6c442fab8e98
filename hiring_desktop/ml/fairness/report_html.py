"""A fairness report as one HTML page that needs nothing else, on the screen and printed."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Final

from hiring_desktop.ml.fairness.chart import WIDTH, Label, Line, Rectangle, Shape, draw, height_of
from hiring_desktop.ml.fairness.report import DISCLAIMER, TITLE, ReportFacts, build_report
from hiring_desktop.ml.fairness.report_blocks import Block, Cell, Chart, Facts, Heading, Table, Text, VerdictCell
from hiring_desktop.ml.fairness.result import FairnessAudit

_PAGE: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>
<style>
body {{ font: 15px/1.5 system-ui, sans-serif; color: #1c2430; background: #fff; margin: 2rem auto; max-width: 56rem;
  padding: 0 1rem }}
h1 {{ margin-bottom: .2rem }} h2 {{ margin: 2.2rem 0 .6rem; border-bottom: 1px solid #c3cad5 }}
h3 {{ margin: 1.2rem 0 .4rem }}
.notice {{ border-left: 4px solid #8a5a00; background: #fdf6e7; padding: .6rem .9rem }}
table {{ border-collapse: collapse; width: 100%; margin: .6rem 0 }}
th, td {{ text-align: right; padding: .35rem .6rem; vertical-align: top; font-variant-numeric: tabular-nums }}
th {{ border-bottom: 2px solid #1c2430; vertical-align: bottom }} td {{ border-bottom: 1px solid #d8dde5 }}
.w {{ text-align: left }} .small {{ color: #4a5566; font-size: .9em; margin: .2rem 0 }}
dl {{ display: grid; grid-template-columns: 12rem 1fr; gap: .2rem 1rem }} dt {{ color: #4a5566 }} dd {{ margin: 0 }}
.verdict {{ font-weight: 600 }} .adverse_impact_indicated {{ color: #a3161a }}
.significant_above_four_fifths, .flag_not_significant {{ color: #8a5a00 }}
.insufficient_data, .not_computable {{ color: #4a5566 }} .no_adverse_impact_indicated {{ color: #1d6b3a }}
svg {{ max-width: 100%; height: auto }} svg text {{ font: 10px system-ui, sans-serif }}
.bar {{ fill: #5b7fb5 }} .faint {{ fill: #d8dde5; stroke: #d8dde5 }} .line {{ stroke: #1c2430 }}
.mark {{ stroke: #a3161a; stroke-dasharray: 3 2 }} text.mark {{ fill: #a3161a; stroke: none }}
text.label {{ fill: #4a5566 }}
@media print {{ body {{ margin: 0; max-width: none }} table, svg {{ break-inside: avoid }}
  h2, h3 {{ break-after: avoid }} }}
</style></head><body><h1>{title}</h1>
<p class="notice">{disclaimer}</p>
{body}
</body></html>
"""


def report_html(audit: FairnessAudit, facts: ReportFacts) -> str:
    """The report as a page."""
    body = "\n".join(_blocks(build_report(audit, facts)))
    return _PAGE.format(title=TITLE, disclaimer=escape(DISCLAIMER), body=body)


def _blocks(blocks: Iterable[Block]) -> Iterable[str]:
    in_list = False
    for block in blocks:
        is_item = isinstance(block, Text) and block.item
        if is_item != in_list:
            yield "<ul>" if is_item else "</ul>"
            in_list = is_item
        yield _block(block)
    if in_list:
        yield "</ul>"


def _block(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"<h{level + 1}>{escape(text)}</h{level + 1}>"
        case Text(text, item, small):
            opening = '<p class="small">' if small else "<p>"
            return f"<li>{escape(text)}</li>" if item else f"{opening}{escape(text)}</p>"
        case Facts(pairs):
            return f"<dl>{''.join(f'<dt>{escape(name)}</dt><dd>{escape(what)}</dd>' for name, what in pairs)}</dl>"
        case Table():
            return _table(block)
        case Chart():
            return _chart(block)


def _table(table: Table) -> str:
    head = "".join(f"<th{_side(table, at)}>{escape(text)}</th>" for at, text in enumerate(table.headings))
    body = "\n".join(
        f"<tr>{''.join(f'<td{_side(table, at)}>{_cell(cell)}</td>' for at, cell in enumerate(row))}</tr>"
        for row in table.rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table>"


def _side(table: Table, column: int) -> str:
    return ' class="w"' if column in table.left else ""


def _cell(cell: Cell) -> str:
    if isinstance(cell, VerdictCell):
        return f'<span class="verdict {cell.verdict}">{escape(str(cell))}</span>'
    return escape(cell)


def _chart(chart: Chart) -> str:
    shapes = "".join(map(_shape, draw(chart)))
    size = f'viewBox="0 0 {WIDTH:g} {height_of(chart):g}" width="{1.4 * WIDTH:g}"'
    return f'<svg {size} role="img" aria-label="Rates of each group with intervals">{shapes}</svg>'


def _shape(shape: Shape) -> str:
    match shape:
        case Rectangle(x, y, width, height, tone):
            return f'<rect class="{tone}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'
        case Line(x1, y1, x2, y2, tone):
            return f'<line class="{tone}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'
        case Label(x, y, text, anchor, tone):
            return f'<text class="{tone}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
