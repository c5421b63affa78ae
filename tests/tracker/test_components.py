"""Parts of pages that stand alone."""

from django.template.loader import render_to_string


def pace(**words: str) -> str:
    return render_to_string("tracker/_pace.html", {"lamp": "yellow", **words})


def test_a_bar_is_as_long_as_its_words_say() -> None:
    shown = pace(attainment="52.5%", expected="74.5%")

    assert '<rect class="pace-done" y="20%" width="52.5%"' in shown
    assert '<line class="pace-due" x1="74.5%" x2="74.5%"' in shown
    assert '52.5%<span class="visually-hidden">，序时 74.5%</span>' in shown


def test_a_bar_without_an_expected_pace_has_no_mark() -> None:
    shown = pace(attainment="52.5%", expected="—")

    assert "pace-done" in shown
    assert "pace-due" not in shown
    assert "pace-gap" not in shown


def test_where_nothing_is_attained_there_is_no_bar() -> None:
    shown = pace(attainment="—", expected="74.5%")

    assert "svg" not in shown
    assert "—" in shown


def test_a_figure_says_how_many_reported_only_where_several_owe_it() -> None:
    template = "dashboards/_figure.html"

    alone = render_to_string(template, {"figure": "98.3%（1180/1200）", "coverage": ""})
    many = render_to_string(template, {"figure": "98.3%（1180/1200）", "coverage": "3/5 县区"})

    assert '98.3%<wbr>（1180<wbr class="deep">/1200）' in alone
    assert "coverage" not in alone
    assert '<span class="coverage">已报 3/5 县区</span>' in many
