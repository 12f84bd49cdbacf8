"""Compares Ray, if it is installed, with the command line."""

import pytest

ray = pytest.importorskip("ray", reason="ray is not installed: pip install ray[data]")

import corpus_lint.ray  # noqa: E402
import pyarrow as pa  # noqa: E402
from test_adapters import same  # noqa: E402


@pytest.fixture(scope="module", autouse=True)
def cluster():
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    yield
    ray.shutdown()


def test_ray_gives_the_same_as_the_command_line(rules, corpus):
    dataset = ray.data.read_parquet(str(corpus.parts))
    cleaned = corpus_lint.ray.clean(dataset, rules, removals="removals", batch_size=500)
    same(pa.concat_tables(ray.get(cleaned.to_arrow_refs())), corpus)


def test_datatrove_on_ray_gives_the_same(rules, corpus, tmp_path):
    import test_datatrove
    from datatrove.executor import RayPipelineExecutor

    steps = test_datatrove.pipeline(rules, corpus, tmp_path)
    options = {"tasks": 2, "workers": 1, "mem_per_cpu_gb": 1}
    RayPipelineExecutor(steps, logging_dir=str(tmp_path / "logs"), **options).run()
    test_datatrove.same(corpus, tmp_path)
