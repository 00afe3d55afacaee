"""The models of ordering that can be chosen, by name."""

from __future__ import annotations

from udfs.orders.bg_bb import BetaBernoulli
from udfs.orders.bg_nbd import BetaGeometric, ModifiedBetaGeometric
from udfs.orders.model import Model
from udfs.orders.pareto_nbd import ParetoNbd

MODELS: dict[str, Model] = {
    model.name: model for model in (BetaGeometric(), ModifiedBetaGeometric(), ParetoNbd(), BetaBernoulli())
}
