"""What contradicts itself in a plan, between plans, or between generations of one."""

from __future__ import annotations

from plansheet.problems.kinds import Fault, Level

_CONFIRM, _NOTE = Level.CONFIRM, Level.NOTE

CONTRADICTIONS: dict[str, Fault] = {
    "strategic-target-differs": Fault(
        _CONFIRM,
        "Objectives gives the target '{read}', and {table} gives {kept} for {year}. Figures are "
        "rated against {table}. Make the two tables say the same.",
    ),
    "strategic-target-elsewhere": Fault(
        _CONFIRM,
        "Objectives gives the target '{read}' for {year}, and '{other}', whose indicator this is, "
        "gives {kept}. Agree one target with that service and correct the other plan.",
    ),
    "tier-differs": Fault(
        _CONFIRM,
        "The title is tagged ({tag}), and the plan has this indicator as a {tier}, which is what "
        "plansheet uses. Correct the tag or the tier: key indicators are reported by themselves.",
    ),
    "target-worse": Fault(
        _NOTE,
        "The target for {year} is {target}, which is worse than the actual of {past}, {actual} "
        "(good is {way}). Nothing needs doing if that is meant.",
    ),
    "deadline-elsewhere": Fault(
        _CONFIRM,
        "'{read}' stands in the column of {year}, and that date is not in {year}. Correct the "
        "date, or move it to the column of its own year.",
    ),
    "contract-ended": Fault(
        _CONFIRM,
        "This contract ended on {day}, before the plan begins on {begins}{option}. "
        "Write its new end if it was renewed or extended, or take it out of the plan.",
    ),
    "review-passed": Fault(
        _NOTE,
        "{what} was due on {day}, before the plan begins on {begins}. "
        "Write the date of the next one, for example {example}.",
    ),
    "milestone-after-contract": Fault(
        _CONFIRM,
        "'{milestone}' stands under {period}, after the contract '{contract}' ends on {day}. "
        "Move the milestone forward, or write the contract's new end.",
    ),
    "heat-map-differs": Fault(
        _CONFIRM,
        "The heat map {read}, but {made}. Correct the heat map or the risk; plansheet goes by "
        "the table of risks.",
    ),
    "rating-share-wrong": Fault(
        _CONFIRM,
        "{share} stands beside {count} under '{rating}', and {count} of {total} is {made}. Correct "
        "the count or the percentage in the document.",
    ),
    "rating-count-wrong": Fault(
        _CONFIRM,
        "The document counts {printed}, and its rows are rated {rows}. Correct the counts or the "
        "rows, so that the report says one thing.",
    ),
    "suppliers-differ": Fault(
        _CONFIRM,
        "By '{other}' the figure comes from {first}, and by this plan from {second}, so it would "
        "be asked for twice and counted twice. Write the code of the one that supplies it under "
        "'Supplied by' in both plans.",
    ),
    "shared-differs": Fault(
        _CONFIRM,
        "This indicator stands in '{other}' too, and not in the same words: {differences}. Make "
        "both plans say the same, or give one of them a ref of its own if it is another measure.",
    ),
    "ref-renamed": Fault(
        _NOTE,
        "{ref} was {old} in '{earlier}', as 'Formerly' says, so its history follows it. "
        "Nothing needs doing.",
    ),
    "formerly-missing": Fault(
        _CONFIRM,
        "This title was {old} in '{earlier}' and has another ref here, so its history would be "
        "cut off. Write {old} under 'Formerly' if it is the same indicator.",
    ),
    "formerly-unknown": Fault(
        _CONFIRM,
        "'Formerly' says {old}, and '{earlier}' has no such indicator, so there is no history to "
        "follow. Correct the ref, or clear it.",
    ),
    "redefined": Fault(
        _CONFIRM,
        "This is not measured as in '{earlier}': {differences}. So nothing is said of better or "
        "worse across the change. If it should be the same measure, make the two agree.",
    ),
    "retitled": Fault(
        _NOTE,
        "The title was '{old}' in '{earlier}' and is '{new}' here. Nothing needs doing if it "
        "measures the same; if not, write the new definition into the plan.",
    ),
    "target-weakened": Fault(
        _CONFIRM,
        "'{earlier}' set {before} for {past}, and this plan sets {after} for {year}, which is "
        "easier to reach. Check that the change was approved.",
    ),
    "indicator-new": Fault(
        _NOTE,
        "This indicator is not in '{earlier}'. If it is an old one under another ref, write that "
        "ref under 'Formerly'.",
    ),
    "indicator-dropped": Fault(
        _NOTE,
        "This indicator is not in the next plan, '{later}'. What was reported of it is kept. If "
        "it lives on under another ref, write this one under 'Formerly' there.",
    ),
}
