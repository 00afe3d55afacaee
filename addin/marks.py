"""How a host's macros tell an error from a text that is an answer."""

ERROR_MARK = "\ue000"
"""A letter of Unicode's private area: what follows it is an error's code, such as ``#NUM!``, or a sentence."""
