"""The bench of a month on Spark at a toy size: both ways agree with the law's SQL."""

import pytest

from lindung.bench import spark

from .test_spark_month import spark_python

pytestmark = pytest.mark.spark


@pytest.mark.django_db(transaction=True)
def test_both_ways_agree(database_urls, monkeypatch, tmp_path):
    for name, value in database_urls.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("LINDUNG_SPARK_PYTHON", spark_python())
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    monkeypatch.setenv(spark.MASTER, "local[1]")
    monkeypatch.setenv(spark.FOLDER, str(tmp_path))
    found = spark.measure(90, 4, 1)
    assert found["agree"] and found["parts"] == 1 and found["bytes_in"] > 0 and found["bytes_out"] > 0
    assert list(tmp_path.iterdir()) == [], "the folder is removed"
    assert "| 90 | 4 | 1 | `local[1]` |" in spark.table({"cases": [found]})
