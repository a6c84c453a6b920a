"""What a server process loads at its start stays for its life: the collector of cycles need not look at it again."""

import gc
from importlib import import_module

from django.conf import settings


def keep_what_is_loaded() -> None:
    """Load the pages, and take everything there is out of the collector's sight.

    A full collection looked through 160,000 objects for 60 ms in the middle of somebody's page; afterwards it looks
    through what came since. With --preload the workers go on sharing that memory too.
    """
    for urls in (settings.ROOT_URLCONF, settings.ORGANISATION_URLCONF):
        import_module(urls)
    gc.collect()
    gc.freeze()
