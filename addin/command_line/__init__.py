"""The commands of ``tenure``, a room for each subject.

Each command imports what it needs when it runs, so that ``tenure functions`` does not wait for an engine.
"""
