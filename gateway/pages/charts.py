"""What the charts draw, as data: the figures are the services', and each chart's table shows the same ones."""

from __future__ import annotations

from typing import Any


def called(thing: dict[str, Any], lang: str) -> str:
    return str(thing["en"] if lang == "en" and thing.get("en") else thing["zh"])


def ranking(survey: dict[str, Any], lang: str) -> dict[str, Any]:
    """Each department's score, stacked by what every dimension brings to it."""
    scored = [line for line in reversed(survey["lines"]) if line["score"] is not None]
    names = {one["dimension"]: called(one, lang) for line in survey["lines"] for one in line["brought"]}
    by_line = [{one["dimension"]: one["points"] for one in line["brought"]} for line in scored]
    return {
        "kind": "stack",
        "names": [called(line, lang) for line in scored],
        "scores": [line["score"] for line in scored],
        "series": [{"name": name, "data": [of.get(id, 0) for of in by_line]} for id, name in names.items()],
    }


def spread(survey: dict[str, Any], lang: str) -> dict[str, Any]:
    """How many departments lie within each grade's bounds."""
    return {
        "kind": "columns",
        "names": [f"{called(band, lang)}\n≥ {band['at_least']}" for band in survey["bands"]],
        "data": [len(band["departments"]) for band in survey["bands"]],
    }


def trend(course: dict[str, Any], lang: str) -> dict[str, Any]:
    """A line a department, over the quarters that can be compared: over, and recorded throughout."""
    over = [one["quarter"] for one in course["quarters"] if one["whole"] and not one["running"]]
    over = over if len(over) > 1 else []
    return {
        "kind": "lines",
        "names": over,
        "series": [
            {
                "name": called(line, lang),
                "data": [{p["quarter"]: p["score"] for p in line["points"]}.get(code) for code in over],
            }
            for line in course["lines"]
        ],
    }


def build_up(steps: list[dict[str, Any]], pages: list[str], names: list[str]) -> dict[str, Any]:
    """From the bases to the score, a bar a step that brings or takes something; each leads to what is behind it."""
    told = [n for n, step in enumerate(steps) if float(step["amount"])]
    ends = [(steps[n]["start"], steps[n]["end"]) for n in told]
    return {
        "kind": "steps",
        "names": [names[n] for n in told],
        "pages": [pages[n] for n in told],
        "low": [min(pair, key=float) for pair in ends],
        "long": [str(steps[n]["amount"]).lstrip("-") for n in told],
        "labels": [signed(steps[n]["amount"]) for n in told],
        "tones": [_tone(steps[n]) for n in told],
    }


def _tone(step: dict[str, Any]) -> str:
    if step["part"] == "base":
        return "base"
    return "up" if float(step["amount"]) > 0 else "down"


def signed(amount: Any) -> str:
    text = str(amount)
    return f"−{text[1:]}" if text.startswith("-") else f"+{text}"


def side_by_side(compared: dict[str, Any], names: tuple[str, str], lang: str) -> dict[str, Any]:
    """Two scorecards' dimensions."""
    return {
        "kind": "pairs",
        "names": [called(one, lang) for one in compared["dimensions"]],
        "series": [
            {"name": names[0], "data": [one["first"] for one in compared["dimensions"]]},
            {"name": names[1], "data": [one["second"] for one in compared["dimensions"]]},
        ],
    }
