"""What each rule brings to the assignment problem: one file per rule, under the rule's id.

A rule only says what it forbids, adds or prices, in arrays over clients, workers and tasks;
``formulations.lower`` puts the parts together. A rule that is off brings nothing.
"""
