"""The measures agree with the tools that the field uses."""

import random

import pytest
import pytrec_eval

from knowledge import metrics


@pytest.fixture(scope="module")
def judged() -> tuple[dict[str, list[str]], dict[str, dict[str, int]]]:
    """Two hundred queries with random rankings and judgements, some of them graded."""
    draw = random.Random(7)
    names = [f"d{i}" for i in range(150)]
    runs = {f"q{i}": draw.sample(names, 120) for i in range(200)}
    judgements = {
        query: {name: draw.choice([0, 1, 1, 2]) for name in draw.sample(names, 1 + i % 9)}
        for i, query in enumerate(runs)
    }
    return runs, judgements


def test_ranking_measures_equal_those_of_trec_eval(judged):
    runs, judgements = judged
    scored = {
        query: {name: 1.0 / rank for rank, name in enumerate(ranking, start=1)}
        for query, ranking in runs.items()
    }
    reference = pytrec_eval.RelevanceEvaluator(
        judgements, {"ndcg_cut.10", "recall.10,100", "recip_rank"}
    ).evaluate(scored)

    for query, ranking in runs.items():
        wanted, relevance = reference[query], judgements[query]
        if not any(relevance.values()):
            continue
        assert metrics.ndcg(ranking, relevance) == pytest.approx(wanted["ndcg_cut_10"], abs=5e-5)
        assert metrics.recall(ranking, relevance, 10) == pytest.approx(wanted["recall_10"])
        assert metrics.recall(ranking, relevance, 100) == pytest.approx(wanted["recall_100"])
        assert metrics.reciprocal_rank(ranking, relevance, 1000) == pytest.approx(
            wanted["recip_rank"]
        )


def test_reciprocal_rank_is_zero_past_its_depth():
    assert metrics.reciprocal_rank(list("abcdefghijk"), {"k": 1}, 10) == 0.0


@pytest.mark.parametrize(
    ("positives", "negatives", "wanted"),
    [
        pytest.param([3, 4], [1, 2], 1.0, id="all above"),
        pytest.param([1, 2], [3, 4], 0.0, id="all below"),
        pytest.param([1, 1], [1, 1], 0.5, id="ties count half"),
        pytest.param([1, 3], [2], 0.5, id="one of two"),
    ],
)
def test_auroc_is_the_chance_that_a_positive_ranks_higher(positives, negatives, wanted):
    assert metrics.auroc(positives, negatives) == pytest.approx(wanted)


def test_rejection_is_counted_at_the_asked_rate_of_false_rejections():
    positives = [i / 100 for i in range(100)]

    share, threshold = metrics.rejected_at(positives, [0.05, 0.08, 0.5, 0.9], 0.10)

    assert threshold == pytest.approx(0.09)
    assert share == 0.5


def test_macro_f1_averages_both_classes():
    assert metrics.macro_f1([True, True, False, False], [True, False, False, False]) == (
        pytest.approx((2 / 3 + 4 / 5) / 2)
    )


def test_a_bootstrap_interval_holds_the_mean_and_narrows_with_the_sample():
    wide = metrics.bootstrap([0.0, 1.0] * 10)
    narrow = metrics.bootstrap([0.0, 1.0] * 1000)

    assert wide.low < wide.mean == 0.5 < wide.high
    assert narrow.high - narrow.low < (wide.high - wide.low) / 5


def test_a_calibrated_forecast_has_no_calibration_error():
    forecasts = [0.25] * 4 + [0.75] * 4
    outcomes = [True, False, False, False, True, True, True, False]

    assert metrics.calibration_error(forecasts, outcomes) == pytest.approx(0.0)
    assert [bar.count for bar in metrics.reliability(forecasts, outcomes)] == [4, 4]
