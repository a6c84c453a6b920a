"""Undoing changes of shared rows: the twin of `tenant_apps.history.reversal` over the log of shared changes.

    number = protocol.plan(selection.by_account(17, since=…), title=…, reason=…, keeper="case:5", by=actor)
    protocol.confirm(number, keeper="case:5", by=another)        # if it still is what was shown
    protocol.carry_out(number, by=another)                       # row by row, each batch its own transaction

How rows of a table are taken back is declared by the app that owns it: `rules.register_rule`.
"""
