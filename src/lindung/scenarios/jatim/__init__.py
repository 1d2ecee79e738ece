"""East Java from January 2017 to April 2018: a made-up population as large as the region's published one."""

NAME = "jatim-2018"
