"""How councils head the scores of their risks, beside the headings of the schemes themselves."""

from __future__ import annotations

# A register with a row for each impact of a risk names the impact in one column and its class in
# the next.
IMPACT_NAMES = ("Impact", "Impact on", "Type of impact", "Impact area")
IMPACT_CLASSES = ("Impact classification", "Impact class", "Classification", "Class")
# How a council heads the inputs of the schemes that ship, beside the heading of the scale itself.
SCALE_HEADINGS: dict[str, tuple[str, ...]] = {
    "likelihood": (
        "Residual likelihood score",
        "Residual likelihood",
        "Likelihood score",
        "Likelihood classification",
        "Probability",
    ),
    "impact": ("Residual impact score", "Residual impact", "Impact score", "Severity"),
    "service_disruption": ("Disruption", "Service disruption impact", "Disruption to service"),
    "financial_loss": ("Financial", "Finance", "Financial impact"),
    "reputation": ("Reputational", "Reputation impact", "Reputational damage"),
    "legal_implications": ("Legal", "Legal impact"),
    "people": ("Impact on people", "People impact"),
}
