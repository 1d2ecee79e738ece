"""The Pasuruan branch in 2021: a made-up population whose year adds up to the branch's published figures."""

NAME = "pasuruan-2021"
