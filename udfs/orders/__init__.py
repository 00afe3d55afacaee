"""Orders without contracts: clients who simply stop ordering (buy till you die).

- `transactions`: from a list of orders to one row per client: orders.
- `activity`: who is still a client, and who will order: btyd_fit, btyd_alive, btyd_orders.
- `spending`: what an order is worth, and what a client: spend_fit, spend, btyd_value.
- `model` says what a model is; `bg_nbd`, `pareto_nbd`, `bg_bb` and `gamma_gamma` are the models, `models` lists them.
- `fitting`: maximum likelihood; `fit_table`: the fit as a table; `large_lists`: millions of clients.
"""

from udfs.orders.activity import btyd_alive, btyd_fit, btyd_orders
from udfs.orders.spending import btyd_value, spend, spend_fit
from udfs.orders.transactions import orders

__all__ = ["btyd_alive", "btyd_fit", "btyd_orders", "btyd_value", "orders", "spend", "spend_fit"]
