"""What one more group of items costs at each agent, one group after the other."""

from .loads import AgentLoads, change_load, empty_loads, settle_agent
from .offers import IMPOSSIBLE, MARGINAL_COSTS, Offer, price_offer

__all__ = [
    "IMPOSSIBLE",
    "MARGINAL_COSTS",
    "AgentLoads",
    "Offer",
    "change_load",
    "empty_loads",
    "price_offer",
    "settle_agent",
]
