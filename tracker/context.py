"""What every page's template may ask for."""

from django.http import HttpRequest

from departments.models import Officer


def site(request: HttpRequest) -> dict[str, object]:
    """``is_demo``: whether the page shows 演示数据, which it then has to say.

    A demo officer's own mark is enough; only before sign-in is the database asked.
    """
    user = getattr(request, "user", None)
    if isinstance(user, Officer):
        return {"is_demo": user.is_demo}
    return {"is_demo": Officer.objects.filter(is_demo=True).exists()}
