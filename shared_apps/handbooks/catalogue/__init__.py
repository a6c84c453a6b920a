"""The handbooks that Svod ships: codes are stable for ever, names may be reworded, what vanishes here is closed.

One file per subject; `services.load_catalogue()` brings them into the database after migrations.
Outside codes and lists whose source could not be opened are marked "unverified" beside them.
"""

from .circumstances import CIRCUMSTANCES
from .classes import CLASSES
from .consents import CONSENTS
from .countries import COUNTRIES
from .declaration import Declared, Item, catalogue_of
from .movement import MOVEMENT
from .orders import ORDERS
from .organisations import ORGANISATIONS
from .persons import PERSONS
from .posts import POSTS
from .staff import STAFF
from .study import STUDY

CATALOGUE: dict[str, Declared] = catalogue_of(
    ORGANISATIONS, PERSONS, COUNTRIES, CIRCUMSTANCES, CLASSES, ORDERS, MOVEMENT, POSTS, STAFF, CONSENTS, STUDY
)
"""Every shipped handbook by its code, in the order in which the administrator sees them."""

__all__ = ["CATALOGUE", "Declared", "Item"]
