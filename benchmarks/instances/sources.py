"""The public sources behind the generator's figures, by the key that the tables cite."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Tag = Literal["S", "D", "A", "S+D", "S+A"]
"""S: a source states it; D: derived from sourced figures; A: assumed; or a mixture of two."""

SOURCES: Mapping[str, str] = {
    "calfresh-timing": "CalFresh Timeliness Standards; W&I Code 18911, law.onecle.com",
    "calsaws-tasks": "CalSAWS Imaging and Tasks, Santa Clara County business process handbook",
    "calworks-time": "CalWORKs Time Frames, Santa Clara County handbook",
    "child-welfare": "Edwards & Wildeman 2018, front-line child welfare workforce, turnover",
    "churn": "CalFresh churn, sfmfoodbank.org (two reports a year)",
    "cwes": "CWES Requests, Santa Clara County (level 2: three business days)",
    "expedited": "CalFresh expedited service timeframes, reg.summaries.guide",
    "gain-contact": "DPSS ePolicy 310, GAIN Monthly Contact",
    "gr-process": "DPSS ePolicy 40-107, Abbreviated GR Application Process",
    "gr-renewal": "DPSS ePolicy 40-116, GR Renewal",
    "homeless-aid": "CalWORKs Homeless Assistance Q&A, reg.summaries.guide",
    "immediate-need": "DPSS ePolicy 40-129, Immediate Need",
    "medi-cal-time": "Medi-Cal timeframes, Santa Clara County handbook",
    "missed": "Code for America, How Implementing Flexible Interviews Improves Benefit Delivery",
    "new-class": "CalWIN: Work of a New Classification, rb68.com (120 to 150 minutes)",
    "recertification": "Recertification for CalFresh Benefits (CF 37)",
    "snap-burden": "SNAP burden table, OMB 0584-0064",
    "snap-burden-2013": "SNAP burden summary (2008/2013), omb.report",
    "sb-2030": "SB 2030's Findings, cases per child welfare worker, rb68.com (study of 2000)",
    "statewide": "California is short on social workers (applications in a month)",
}
"""Title and place of every source that a figure cites."""
