"""People: signing up and in, sessions and tokens, roles and profiles.

Everybody above asks here who somebody is; nothing above is known here.
"""
