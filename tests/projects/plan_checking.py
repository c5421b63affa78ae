"""Changes of the plan's targets, and what check_plan says of them."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from projects.models import Target


def target(code: str) -> Target:
    project, number = code.split("-")
    return Target.objects.get(project__number=project, number=number)


def change(code: str, **fields: object) -> None:
    Target.objects.filter(pk=target(code).pk).update(**fields)


def problems() -> list[str]:
    """What the command says is wrong, one line each; it must fail with their number."""
    out = StringIO()
    with pytest.raises(CommandError) as failure:
        call_command("check_plan", stdout=out, no_color=True)
    found = [
        line for line in out.getvalue().splitlines() if line.startswith(("目标", "项目", "各项目"))
    ]
    assert str(failure.value) == f"发现{len(found)}处问题，请逐处改正后再检查一次。"
    return found


def printed() -> list[str]:
    """What the command prints about a plan without problems."""
    out = StringIO()
    call_command("check_plan", stdout=out, no_color=True)
    return [" ".join(line.split()) for line in out.getvalue().splitlines()]
