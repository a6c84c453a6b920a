"""The second implementation: numbers of the region straight from the organisations' tables, in plain SQL.

It imports nothing of what makes the region's tables (no facts.py, nothing of region/), and is naive on purpose: it asks
each table "what was so on this day" and cuts nothing into intervals. `compare.py` sets it beside the region's tables.
"""
