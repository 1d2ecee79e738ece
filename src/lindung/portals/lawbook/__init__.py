"""The law for everyone, without a login: a page for each formula and parameter, and simulators in plain words.

Nothing is stored; every address carries its question, so that an answer can be passed on and asked again.
"""
