"""The words of the plan workbook: how wide each column is, what to write in it, an example.

What columns there are is declared in `plansheet.layout.headings`; a test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plansheet.model.indicators import CountsAs, HowOften, Way
from plansheet.model.tables import Table
from plansheet.model.units import Unit

if TYPE_CHECKING:
    from collections.abc import Mapping

UNITS = tuple(str(unit) for unit in Unit)
GOOD_IS = (*(str(way) for way in (Way.HIGHER, Way.LOWER, Way.NONE)), "within 80 to 120")
HOW_OFTEN = tuple(str(often) for often in HowOften)
COUNTS_AS = tuple(str(way) for way in CountsAs)
TIERS = ("KPI", "PI")
PUBLISH = ("public", "internal")


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of one column of a plan; `open_ended` where other words than `choices` do too.

    Widths are in characters; `is_date` columns hold true dates.
    """

    width: int
    help: str
    example: str
    choices: tuple[str, ...] = ()
    open_ended: bool = False
    is_date: bool = False


def _choice(width: int, help_: str, choices: tuple[str, ...], *, open_ended: bool = False) -> Words:
    return Words(width, help_, choices[0], choices, open_ended)


def _date(help_: str) -> Words:
    return Words(14, help_, "31/03/2019", is_date=True)


def _post(help_: str) -> Words:
    return Words(30, help_, "Partnerships Manager")


def _ref(example: str) -> Words:
    return Words(10, "The ref of the row, used once in this table.", example)


PURPOSES: Mapping[Table, str] = {
    Table.SERVICE: "The service, who answers for its figures, and where its workbook is sent.",
    Table.INDICATORS: "What is measured, a row each, with the actuals and targets of every year.",
    Table.OBJECTIVES: "What the service does for the council's objectives and values.",
    Table.PROJECTS: "Each project and what it is to reach by each quarter or year.",
    Table.RISKS: "The register of risks, scored as the council scores them.",
    Table.HEAT_MAP: "Where the plan shows each risk: likelihood down the side, impact across.",
    Table.CONTRACTS: "Contracts and agreements, what they cost and when they end.",
    Table.BUDGETS: "The budget in pounds, a column a year; leave a year empty until it is known.",
    Table.POSTS: "Posts that nobody else could fill at once, and what is done about it.",
    Table.SKILLS: "The qualifications that posts need.",
    Table.ACTIONS: "Action and improvement plans, a row an action.",
    Table.RATINGS: "How many actions and indicators the document counts under each rating.",
    Table.VERSIONS: "Every version of this plan.",
    Table.CHANGES: "Changes that hold from a quarter on; the quarters before stay as they were.",
}

WORDS: Mapping[Table, Mapping[str, Words]] = {
    Table.SERVICE: {
        "name": Words(30, "The name of the service.", "Community Partnerships"),
        "head": _post("The job title of whoever is head of the service."),
        "email": Words(
            36, "Where the workbook is sent each quarter.", "head.of.service@council.example"
        ),
        "source_data": _post("The post responsible for the records that figures come from."),
        "data_entry": _post("The post that enters the figures."),
        "checked_by": _post("The post that checks the figures; better not the one that enters."),
        "deputy": _post("The post that stands in for the head of service."),
        "committee": Words(28, "The committee that it reports to.", "Policy and Resources"),
    },
    Table.INDICATORS: {
        "ref": _ref("CP05"),
        "title": Words(46, "What is measured.", "Satisfaction with the council"),
        "tier": _choice(
            8, "Key indicator, service indicator or the council's own.", TIERS, open_ended=True
        ),
        "unit": _choice(10, "What the figure is counted in.", UNITS),
        "good_is": _choice(14, "Which way a good figure lies.", GOOD_IS, open_ended=True),
        "how_often": _choice(13, "How often a figure is reported.", HOW_OFTEN),
        "counts_as": _choice(
            13,
            "How quarters make a year: cumulative is entered as the total since April, "
            "sum for the quarter alone.",
            COUNTS_AS,
        ),
        "tolerance": Words(
            12, "How far off target is still amber; empty means the council's own.", "5 points"
        ),
        "owner": _post("The post that answers for it, if not the head of service."),
        "objective": Words(30, "The objective that it supports.", "2.3.1"),
        "definition": Words(
            44, "How it is counted, so that anyone counts it alike.", "Since April"
        ),
        "source_system": Words(24, "Where the figure comes from.", "Residents' survey"),
        "available": Words(12, "How long after the quarter's end it is known.", "6 weeks"),
        "supplied_by": Words(
            24, "The code of the service that supplies it, if not this one.", "corporate-services"
        ),
        "also_reported_by": Words(
            24, "The codes of other services that report it too.", "corporate-services"
        ),
        "publish": _choice(10, "Whether the public may see it.", PUBLISH),
        "formerly": Words(12, "The ref that it had before.", "CAB1"),
    },
    Table.OBJECTIVES: {
        "theme": Words(30, "The theme or priority.", "Healthier Communities"),
        "objective": Words(44, "The objective, with its number.", "2.3.1 Reduce crime"),
        "measure": Words(50, "How it is measured, with the indicator's ref.", "CP14 - incidents"),
        "target": Words(24, "The target.", "80%"),
        "lead_service": Words(28, "The service that leads.", "Corporate Services"),
    },
    Table.PROJECTS: {
        "ref": _ref("P1"),
        "title": Words(38, "What the project is called.", "Healthy Hub"),
        "outcome": Words(50, "What it is for.", "One place for advice on health"),
        "manager": _post("The post that manages it."),
        "sponsor": _post("The post that answers for it."),
        "funding": Words(26, "Where the money comes from.", "Grant"),
        "objective": Words(30, "The objective that it serves.", "2.3.1"),
    },
    Table.RISKS: {
        "ref": _ref("5"),
        "group": Words(22, "The group it belongs to.", "Community Partnerships"),
        "title": Words(50, "What may happen.", "Insufficient staff"),
        "strategic": Words(12, "The strategic risk that it belongs to.", "4"),
        "objective": Words(30, "The objective that it threatens.", "2.3.1"),
        "printed_score": Words(9, "The score; plansheet checks it.", "6"),
        "reason": Words(50, "Why it is scored so.", "Staff numbers were reduced"),
        "printed_treatment": _choice(12, "Whether it requires treatment.", ("Yes", "No")),
        "last_review": _date("When it was last reviewed."),
        "next_milestone": _date("When the next step is due."),
        "next_review": _date("When it is reviewed next."),
        "closed": _date("When it was closed; empty while it is open."),
    },
    Table.CONTRACTS: {
        "ref": _ref("C1"),
        "agreement": Words(42, "What the contract is called.", "CCTV maintenance"),
        "service_area": Words(26, "The area of the service.", "Community Safety"),
        "contact": _post("The post that looks after it."),
        "description": Words(46, "The goods or services.", "Maintenance of cameras"),
        "supplier": Words(28, "Who supplies it.", "A company"),
        "total": Words(26, "The sum, with what it covers.", "£20,000 per year"),
        "start": _date("When it starts."),
        "end": _date("When it ends."),
        "review": _date("When it is reviewed."),
        "extension": Words(28, "Whether and for how long it can be extended.", "18 months"),
    },
    Table.BUDGETS: {"heading": Words(50, "What the money is for.", "Net cost of service")},
    Table.POSTS: {
        "job_title": Words(30, "The post.", "Consultation Officer"),
        "succession": Words(34, "Who could take over, and when.", "Train a second officer"),
        "risks_and_skills": Words(34, "What would be missing.", "Survey design"),
        "knowledge_and_networks": Words(34, "What only this post knows.", "Residents' groups"),
        "impact": Words(34, "What would happen without it.", "No survey that year"),
        "options": Words(34, "What could be done instead.", "Share with another council"),
    },
    Table.SKILLS: {
        "job_title": Words(34, "The post.", "Ranger"),
        "qualification": Words(50, "What it needs.", "Chainsaw certificate"),
        "cpd_required": Words(40, "Whether it has to be kept up, and how.", "Yes"),
    },
    Table.ACTIONS: {
        "ref": _ref("A1"),
        "action": Words(46, "What is to be done.", "Improve recycling"),
        "steps": Words(46, "The steps, numbered, a line each.", "1. Survey the rounds"),
        "supporting": Words(46, "Resources, outputs, outcomes, risks.", "Two officers"),
        "by_when": Words(16, "By when.", "July 2018"),
        "officer": _post("The post that does it."),
    },
    Table.RATINGS: {
        "rated": Words(26, "What is counted.", "Actions"),
        "completed": Words(14, "How many are completed, and their share.", "0 0%"),
        "on_target": Words(14, "How many are on target, and their share.", "2 100%"),
        "needs_attention": Words(17, "How many need attention, and their share.", "0 0%"),
        "needs_amendment": Words(19, "How many need amendment, and their share.", "0 0%"),
        "closed": Words(14, "How many were aborted or closed, and their share.", "0 0%"),
    },
    Table.VERSIONS: {
        "version": Words(10, "The number of the version.", "1.1"),
        "date": Words(14, "Its date.", "31/08/2017"),
        "reason": Words(60, "What changed, and why.", "Targets revised"),
        "made_by": _post("The post that made it."),
    },
    Table.CHANGES: {
        "ref": Words(18, "The ref of the row that changes.", "Indicators:CP05"),
        "what": Words(22, "The heading that changes, or Withdraw.", "2018/19 Target"),
        "old": Words(34, "What it said.", "80%"),
        "new": Words(34, "What it says now.", "75%"),
        "starts": Words(14, "The quarter from which it holds.", "2018-19-Q2"),
        "reason": Words(44, "Why.", "Approved late"),
        "approved_by": Words(28, "Who approved it.", "Policy and Resources"),
    },
}
