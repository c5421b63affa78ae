"""Costly rows, written once for a module's tests, each of which is rolled back to them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import transaction
from pytest_django import DjangoDbBlocker


@contextmanager
def module_rows(blocker: DjangoDbBlocker, write: Callable[[], object]) -> Iterator[None]:
    """What ``write`` writes, until the fixture of scope "module" that yields in here is over."""
    with blocker.unblock(), transaction.atomic():
        write()
        with blocker.block():
            yield
        transaction.set_rollback(True)
