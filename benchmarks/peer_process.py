"""One peer in its own process and environment: ``python peer_process.py columns.npz``.

Reads the name of a task on each line, and answers with a line of JSON: the seconds that the peer took, timed here, and
a figure of its answer, by which the two answers are seen to be the same. Knows nothing of Tenure, and imports a peer
only when asked for it.
"""

from __future__ import annotations

import gc
import importlib.metadata
import json
import sys
from collections.abc import Callable
from time import perf_counter
from typing import Any

import numpy as np

PERIODS = 39
TIME = 4.0


def bg_nbd(columns: Any) -> tuple[Callable[[], Any], Callable[[Any], float]]:
    from lifetimes import BetaGeoFitter

    data = [columns[name] for name in ("frequency", "recency", "age")]
    return lambda: BetaGeoFitter().fit(*data), lambda fit: fit.params_["alpha"]


def pareto_nbd(columns: Any) -> tuple[Callable[[], Any], Callable[[Any], float]]:
    from lifetimes import ParetoNBDFitter

    data = [columns[name] for name in ("frequency", "recency", "age")]
    return lambda: ParetoNBDFitter().fit(*data), lambda fit: fit.params_["alpha"]


def _most_probable(model: str, flat: tuple[str, ...], columns: Any) -> tuple[Callable[[], Any], Callable[[Any], float]]:
    """The most probable parameters; under flat priors they are those of maximum likelihood."""
    import pandas
    from pymc_extras.prior import Prior
    from pymc_marketing import clv

    names = {"frequency": "frequency", "recency": "recency", "age": "T"}
    data = pandas.DataFrame({theirs: columns[ours] for ours, theirs in names.items()})
    data["customer_id"] = np.arange(len(data))
    priors = {name: Prior("HalfFlat") for name in flat}

    def run() -> Any:
        fitter = getattr(clv, model)(data=data, model_config=priors)
        fitter.fit(method="map", progressbar=False)
        return fitter

    return run, lambda fitter: float(fitter.fit_result["alpha"].to_numpy().item())


def bg_nbd_most_probable(columns: Any) -> tuple[Callable[[], Any], Callable[[Any], float]]:
    return _most_probable("BetaGeoModel", ("alpha", "r", "a", "b"), columns)


def pareto_nbd_most_probable(columns: Any) -> tuple[Callable[[], Any], Callable[[Any], float]]:
    return _most_probable("ParetoNBDModel", ("alpha", "r", "beta", "s"), columns)


def prediction(columns: Any) -> tuple[Callable[[], Any], Callable[[Any], float]]:
    from lifetimes import BetaGeoFitter

    fitter = BetaGeoFitter().fit(*(columns[name] for name in ("frequency", "recency", "age")))
    data = [columns[f"many_{name}"] for name in ("frequency", "recency", "age")]
    ask = fitter.conditional_expected_number_of_purchases_up_to_time
    return lambda: ask(PERIODS, *data), lambda expected: float(np.sum(expected))


def kaplan_meier(columns: Any) -> tuple[Callable[[], Any], Callable[[Any], float]]:
    from lifelines import KaplanMeierFitter

    durations, lost = columns["durations"], columns["lost"]
    return lambda: KaplanMeierFitter().fit(durations, lost), lambda fit: float(fit.predict(TIME))


TASKS = {
    task.__name__: task
    for task in (bg_nbd, pareto_nbd, bg_nbd_most_probable, pareto_nbd_most_probable, prediction, kaplan_meier)
}


def main() -> None:
    with np.load(sys.argv[1]) as file:
        columns = dict(file)
    versions = {name: importlib.metadata.version(name) for name in ("numpy", "scipy", "pandas")}
    print(json.dumps(versions), flush=True)
    prepared: dict[str, Any] = {}
    for line in sys.stdin:
        name = line.strip()
        if name not in prepared:
            prepared[name] = TASKS[name](columns)
        run, figure = prepared[name]
        gc.collect()
        start = perf_counter()
        answer = run()
        taken = perf_counter() - start
        print(json.dumps({"seconds": taken, "figure": float(figure(answer))}), flush=True)


if __name__ == "__main__":
    main()
