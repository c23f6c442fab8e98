"""What a verdict means and what to do about it, in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from hiring_desktop.ml.fairness.metrics import GroupCount
from hiring_desktop.ml.fairness.result import GroupResult, Metric
from hiring_desktop.ml.fairness.verdicts import FEW, Verdict

TITLES: Final[Mapping[Verdict, str]] = {
    "adverse_impact_indicated": "Adverse impact indicated",
    "significant_above_four_fifths": "Significant, but above four fifths",
    "flag_not_significant": "Below four fifths, may be chance",
    "insufficient_data": "Too few to tell",
    "no_adverse_impact_indicated": "No adverse impact indicated",
    "not_computable": "Not computable",
}
"""A heading of a few words for each verdict."""

MEANINGS: Final[Mapping[Verdict, str]] = {
    "adverse_impact_indicated":
        "A group's rate is below four fifths of the reference's, and the difference is hardly chance.",
    "significant_above_four_fifths":
        "No rate is below four fifths of the reference's, but a difference is hardly chance.",
    "flag_not_significant":
        "A group's rate is below four fifths of the reference's; a difference of this size can be chance.",
    "insufficient_data":
        "The numbers are so small that one different selection, or a few more people, could turn the result.",
    "no_adverse_impact_indicated":
        "No rate is below four fifths of the reference's, and no difference is beyond chance.",
    "not_computable": "There is nothing to compare: fewer than two groups, or nobody was selected.",
}  # fmt: skip
"""What each verdict says, in a sentence."""

ADVICE: Final[Mapping[Verdict, tuple[str, ...]]] = {
    "adverse_impact_indicated": (
        "Do not rely on this step for further decisions until the difference is explained. Find its cause: look at "
        "each requirement, must-have and weight, and whether the job needs it.",
        "Try the mild means first: blind review, other weights, the wording of the job ad. Audit again after that. A "
        "step that stays needs evidence that it measures the job and that nothing as good has less impact; take "
        "legal advice.",
    ),
    "significant_above_four_fifths": (
        "Four fifths is a rule of thumb; a smaller difference can count where numbers are large. Look for its cause as "
        "you would below four fifths, and keep the explanation on file.",
    ),
    "flag_not_significant": (
        "This alone is no finding: two groups of 20 that are treated alike, with three in ten selected, fall below "
        "four fifths in 62 of 100 cases. Audit a longer period, or several similar jobs together.",
        "Look at requirements, weights and the wording of the job ad meanwhile; changing them now costs little.",
    ),
    "insufficient_data": (
        "Draw no conclusion in either direction. Audit a longer period, or several similar jobs together.",
    ),
    "no_adverse_impact_indicated": (
        "Nothing to mend shows in these numbers. That is no proof of fairness: audit each month and after a change "
        "of requirements or weights.",
    ),
    "not_computable": (
        "Nothing can be said. Audit a period in which people of at least two groups took part and some were chosen.",
    ),
}  # fmt: skip
"""What to do about each verdict."""


def verb(metric: Metric) -> str:
    """What happened to those who count as selected."""
    return "selected" if metric == "selection" else "scored above the median"


def recommendations(
    metric: Metric,
    verdict: Verdict,
    groups: Sequence[GroupResult],
    reference: GroupCount | None,
    compared_with: GroupCount | None,
    without_truth: Sequence[str],
) -> tuple[str, ...]:
    """Sentences for one dimension: what was found, what the numbers leave out, what to do.

    Args:
        metric: Whether rates are of selection or of scoring.
        verdict: The dimension's.
        groups: All groups, those left out as well.
        reference: The highest rate.
        compared_with: What verdicts compare with.
        without_truth: Groups of which ground truth calls nobody suited, where there is ground truth.
    """
    found = [_finding(metric, group, compared_with) for group in groups if _is_named(group, verdict, compared_with)]
    left_out = [f"{group.group} ({group.excluded})" for group in groups if group.excluded]
    notes = []
    if reference is not None and compared_with is not None and reference.group != compared_with.group:
        notes.append(
            f"The highest rate is that of {reference.group}, with only {_people(reference.n)}. Impact ratios are "
            f"against it; tests and verdicts compare with {compared_with.group}, the highest rate among groups of "
            f"{FEW} or more."
        )
    if left_out:
        notes.append(f"Shown, not compared (6 RCNY 5-301 (d)): {', '.join(left_out)}.")
    if without_truth:
        notes.append(
            f"Equal opportunity leaves out {', '.join(without_truth)}: nobody there is known to be suited, so no rate "
            "can be given."
        )
    return (*found, *notes, *ADVICE[verdict])


def _is_named(group: GroupResult, verdict: Verdict, compared_with: GroupCount | None) -> bool:
    """Whether the findings speak of the group: it warns, or it has the verdict of the whole dimension."""
    warns = ("adverse_impact_indicated", "significant_above_four_fifths", "flag_not_significant")
    if group.excluded or compared_with is None or group.group == compared_with.group:
        return False
    return group.verdict in warns or (verdict == "insufficient_data" and group.verdict == verdict)


def _finding(metric: Metric, group: GroupResult, compared_with: GroupCount | None) -> str:
    reference = compared_with
    if reference is None or group.fisher_p_adjusted is None:
        raise ValueError("a group that was not compared has no finding")
    p = "below .001" if group.fisher_p_adjusted < 0.001 else f"{group.fisher_p_adjusted:.3f}".removeprefix("0")
    sentence = (
        f"{group.group}: {group.selected} of {group.n} {verb(metric)} ({group.rate:.1%}), {reference.group}: "
        f"{reference.selected} of {reference.n} ({reference.rate:.1%}); adjusted p {p}."
    )
    if group.verdict == "insufficient_data" and group.one_more_changes_direction:
        sentence += " One different selection would take it across four fifths."
    elif group.verdict == "insufficient_data":
        sentence += f" Fewer than {FEW} people say little."
    return sentence


def _people(n: int) -> str:
    return "1 person" if n == 1 else f"{n} people"
