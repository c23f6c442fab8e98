"""What a fairness report says, in blocks that HTML and PDF draw alike; and the same for spreadsheets and programs.

The tables are those of New York City's Local Law 144 (6 RCNY 5-301 and 5-303): counts, rates and impact ratios by sex,
race/ethnicity and their crossing, unknowns counted, small categories shown with the reason why they are not compared.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from hiring_desktop.ml.fairness.advice import ADVICE, MEANINGS, TITLES, verb
from hiring_desktop.ml.fairness.ranking_metrics import RankingResult
from hiring_desktop.ml.fairness.report_blocks import Bar, Block, Chart, Facts, Heading, Table, Text, VerdictCell
from hiring_desktop.ml.fairness.result import DimensionResult, FairnessAudit, GroupResult, Json
from hiring_desktop.ml.fairness.verdicts import VERDICTS

LABEL: Final = "Internal monitoring, not an independent audit"
TITLE: Final = "Fairness report"
DISCLAIMER: Final = (
    f"{LABEL}. The tables follow New York City Local Law 144 (6 RCNY 5-300 to 5-303) so that they can be read beside a "
    "bias audit. They are no bias audit, which only an independent auditor can make, and no legal advice."
)
NOT_STATED: Final = "not stated"

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
_SKEW_AT: Final = (5, 10, 25, 50, 100)
_MOST_BARS: Final = 25
"""More than these in one picture would not fit on a page."""


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What a report says about its data and does not compute. Dates are ``YYYY-MM-DD``; None prints as not stated."""

    data_source: str
    audit_date: str
    subject: str | None = None
    """The job, or the set of jobs."""
    period: str | None = None
    tool: str | None = None
    distribution_date: str | None = None
    """Since when the tool is in use."""


def build_report(audit: FairnessAudit, facts: ReportFacts) -> tuple[Block, ...]:
    """The report, block by block, below its title and disclaimer."""
    return (
        *_about(audit, facts),
        *_summary(audit),
        *(block for dimension in audit.dimensions for block in _dimension(dimension)),
        *(_ranking(audit) if audit.ranking else ()),
        *_method(audit),
    )


def report_json(audit: FairnessAudit, facts: ReportFacts) -> Json:
    """Everything the audit knows, with its label and facts."""
    return {
        "label": LABEL, "data_source": facts.data_source, "audit_date": facts.audit_date, "subject": facts.subject,
        "period": facts.period, "tool": facts.tool, "distribution_date": facts.distribution_date,
    } | audit.to_document()  # fmt: skip


def report_csv(audit: FairnessAudit, facts: ReportFacts) -> str:
    """A line for each group of each dimension and one for its unknowns; what looks like a formula is made harmless."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        ["dimension", "metric", "group", "n", "selected", "rate", "rate_low", "rate_high", "impact_ratio",
         "impact_ratio_low", "impact_ratio_high", "difference", "difference_low", "difference_high", "z", "fisher_p",
         "fisher_p_adjusted", "below_four_fifths", "one_more_changes_direction", "true_positive_rate", "verdict",
         "excluded", "reference", "compared_with", "data_source", "audit_date", "label"]
    )  # fmt: skip
    for dimension in audit.dimensions:
        ends = [facts.data_source, facts.audit_date, LABEL]
        references = [dimension.reference, dimension.verdict_reference]
        for group in dimension.groups:
            line: list[object] = [dimension.name, dimension.metric, group.group, *_values(group), *references, *ends]
            writer.writerow([_harmless(cell) for cell in line])
        blank = [None] * 17
        unknown = [dimension.name, dimension.metric, "unknown", dimension.unknown, *blank, "unknown", None, None, *ends]
        writer.writerow([_harmless(cell) for cell in unknown])
    return out.getvalue()


def percent(share: float) -> str:
    """A share for people: ``54.3%``."""
    return f"{share:.1%}"


def ratio(value: float | None) -> str:
    """A ratio for people, with as many digits as it takes to see on which side of four fifths it is."""
    if value is None:
        return "–"
    digits = next((n for n in range(3, 12) if (round(value, n) < 0.8) == (value < 0.8)), 12)
    return f"{value:.{digits}f}"


def p_value(p: float | None) -> str:
    """A p value for people."""
    return "–" if p is None else "< .001" if p < 0.001 else f"{p:.3f}".removeprefix("0")


# ------------------------------------------------------------------ the parts
def _about(audit: FairnessAudit, facts: ReportFacts) -> Iterator[Block]:
    scoring = audit.dimensions[0].metric == "scoring"
    rate = (
        "Scoring rate: the share of a group that scores strictly above the median of all"
        if scoring
        else "Selection rate: the share of a group that was selected"
    )
    unknown = ", ".join(f"{d.name}: {d.unknown:,}" for d in audit.dimensions)
    yield Heading("About the data")
    yield Facts(
        (
            ("Subject", facts.subject or NOT_STATED),
            ("Source of the data", facts.data_source),
            ("Period of the data", facts.period or NOT_STATED),
            ("Date of this report", facts.audit_date),
            ("Tool", facts.tool or NOT_STATED),
            ("In use since", facts.distribution_date or NOT_STATED),
            ("People assessed", f"{audit.rows:,}"),
            ("Of unknown category", unknown),
            ("Rate", rate),
        )
    )
    if audit.least > 1:
        yield Text(
            f"Groups of fewer than {audit.least} people, and those that would give away their size, are counted among "
            "the unknown, so that no number points at a person.",
            small=True,
        )


def _summary(audit: FairnessAudit) -> Iterator[Block]:
    yield Heading("Result")
    rows = []
    for dimension in audit.dimensions:
        lowest = min(
            (g for g in dimension.groups if g.impact_ratio is not None),
            key=lambda g: g.impact_ratio or 0.0,
            default=None,
        )
        ps = [g.fisher_p_adjusted for g in dimension.groups if g.fisher_p_adjusted is not None]
        who = "–" if lowest is None or dimension.disparate_impact is None else lowest.group
        rows.append(
            (
                dimension.name,
                VerdictCell(dimension.verdict),
                ratio(dimension.disparate_impact),
                who,
                p_value(min(ps, default=None)),
            )
        )
    yield Table(
        ("Dimension", "Verdict", "Lowest impact ratio", "Group", "Smallest adjusted p"), tuple(rows),
        (22, 34, 14, 24, 14), (0, 1, 3),
    )  # fmt: skip
    for verdict in VERDICTS:
        if any(dimension.verdict == verdict for dimension in audit.dimensions):
            yield Text(f"{TITLES[verdict]}: {MEANINGS[verdict]}", small=True)
    yield Heading("What follows", level=2)
    for verdict in VERDICTS:
        if any(dimension.verdict == verdict for dimension in audit.dimensions):
            yield from (Text(sentence, item=True) for sentence in ADVICE[verdict])


def _dimension(dimension: DimensionResult) -> Iterator[Block]:
    done = verb(dimension.metric)
    rate = "Selection rate" if dimension.metric == "selection" else "Scoring rate"
    yield Heading(dimension.name)
    yield Table(
        ("Category", "Applicants", done.capitalize(), rate, "Impact ratio"),
        tuple((g.group, f"{g.n:,}", f"{g.selected:,}", percent(g.rate), _ratio_or_reason(g)) for g in dimension.groups),
        (40, 14, 16, 16, 16),
    )
    yield Text(
        f"{_unknown(dimension)} Impact ratios are against {dimension.reference or 'nobody: none was chosen'}.",
        small=True,
    )
    bars = tuple(Bar(g.group, g.rate, *g.rate_ci, is_compared=not g.excluded) for g in dimension.groups)
    yield from (Chart(bars[at : at + _MOST_BARS], _four_fifths(dimension)) for at in range(0, len(bars), _MOST_BARS))
    if dimension.verdict_reference is not None:
        yield Heading(f"Can it be chance? Each group against {dimension.verdict_reference}", level=2)
        yield _tests(dimension)
    findings = [sentence for sentence in dimension.recommendations if sentence not in ADVICE[dimension.verdict]]
    yield from (Text(sentence, item=True) for sentence in findings)
    yield from _rates_of_the_suited(dimension)


def _tests(dimension: DimensionResult) -> Table:
    tested = [group for group in dimension.groups if group.fisher_p is not None]
    return Table(
        (
            "Group",
            "Impact ratio, 95% interval",
            "Difference in points, 95% interval",
            "z",
            "p",
            "Adjusted p",
            "Verdict",
        ),
        tuple(
            (
                group.group,
                _interval(group.impact_ratio_ci, 1, 2),
                _interval(group.difference_ci, 100, 1),
                "–" if group.z is None else f"{group.z:.2f}",
                p_value(group.fisher_p),
                p_value(group.fisher_p_adjusted),
                VerdictCell(group.verdict),
            )
            for group in tested
        ),
        (20, 16, 18, 8, 8, 10, 29),
        (0, 6),
    )


def _rates_of_the_suited(dimension: DimensionResult) -> Iterator[Block]:
    known = [group for group in dimension.groups if group.true_positive_rate is not None and not group.excluded]
    if not known:
        return
    done = verb(dimension.metric)
    difference = dimension.equal_opportunity_difference
    yield Heading("Equal opportunity: those known to be suited", level=2)
    spread = "not defined, since fewer than two groups have anybody" if difference is None else percent(difference)
    yield Text(f"Largest difference of these rates: {spread}.", small=True)
    yield Table(
        ("Group", "Known to be suited", f"of these {done}", "Rate"),
        tuple(
            (group.group, f"{group.positives:,}", f"{group.true_positives:,}", percent(group.true_positive_rate or 0.0))
            for group in known
        ),
        (40, 22, 22, 16),
    )


def _ranking(audit: FairnessAudit) -> Iterator[Block]:
    yield Heading("The ranked list")
    yield Text(
        "NDKL is 0 where every beginning of the list mirrors the pool. Skew is 0 where a group has its share of the "
        "first places, 0.69 where it has twice as much, -0.69 half. Exposure is the mean attention that its members "
        "get; the first place has 1."
    )
    for dimension in audit.dimensions:
        result = (audit.ranking or {}).get(dimension.name)
        if result is not None and not dimension.is_crossing:
            yield Heading(f"{dimension.name}: NDKL {_number(result.ndkl)}", level=2)
            yield _ranks(result)


def _ranks(result: RankingResult) -> Table:
    ks = [k for k in _SKEW_AT if k in result.skew_at]
    return Table(
        ("Group", "Exposure", *(f"Skew at {k}" for k in ks)),
        tuple(
            (group, f"{seen:.3f}", *(_number(result.skew_at[k][group], "none") for k in ks))
            for group, seen in result.exposure.items()
        ),
        (30, 14, *(14 for _ in ks)),
    )


def _method(audit: FairnessAudit) -> Iterator[Block]:
    yield Heading("How to read this")
    yield Text(
        "Impact ratio: rate of a group divided by the highest rate (6 RCNY 5-300). Four fifths: 29 CFR 1607.4 D.",
        item=True,
    )
    yield Text(
        "p is Fisher's exact test, two-sided; adjusted p is Holm's over all pairs of groups of the dimension. Below "
        ".05 a difference is not put down to chance.",
        item=True,
    )
    yield Text(
        "Intervals at 95%: Katz's logarithmic one for ratios, Newcombe's for differences, Wilson's for rates (lines "
        "in the charts). z is the pooled two-proportion statistic, group minus reference.",
        item=True,
    )
    yield Text(
        "Too few to tell: fewer than ten people, or one selection moved between the two groups would cross four fifths "
        "(and the difference can be chance). Counts are compared as integers, never as rounded rates.",
        item=True,
    )
    if any(dimension.is_crossing for dimension in audit.dimensions):
        yield Text("Crossings split the data further: expect more groups that are too small to judge.", item=True)
    yield Text("Numbers cannot show why a difference exists, and no finding is no proof of fairness.", item=True)


# ------------------------------------------------------------------ cells
def _unknown(dimension: DimensionResult) -> str:
    people = "1 person is" if dimension.unknown == 1 else f"{dimension.unknown:,} people are"
    return f"{people} of unknown category and not in this table."


def _ratio_or_reason(group: GroupResult) -> str:
    return "under 2%" if group.excluded else ratio(group.impact_ratio)


def _four_fifths(dimension: DimensionResult) -> float | None:
    return next((0.8 * g.rate for g in dimension.groups if g.group == dimension.reference), None)


def _interval(interval: tuple[float, float] | None, scale: int, digits: int) -> str:
    return "–" if interval is None else " to ".join(f"{scale * end:.{digits}f}" for end in interval)


def _number(value: float | None, undefined: str = "–") -> str:
    return undefined if value is None else f"{value:.3f}"


def _values(group: GroupResult) -> Iterable[Any]:
    yield from (group.n, group.selected, group.rate, *group.rate_ci)
    yield from (group.impact_ratio, *(group.impact_ratio_ci or (None, None)))
    yield from (group.difference, *(group.difference_ci or (None, None)))
    yield from (group.z, group.fisher_p, group.fisher_p_adjusted, group.below_four_fifths)
    yield from (group.one_more_changes_direction, group.true_positive_rate, group.verdict, group.excluded)


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell
