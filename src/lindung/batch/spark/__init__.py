"""A formula of the law over many rows on a Spark cluster: out of PostgreSQL into Parquet, through the law's Arrow
function, and back by binary COPY. `records` and `exchange` move rows, `driver` is the program that talks to Spark; it
needs neither Django nor a database. What is booked is decided by whoever takes the rows back, not here."""
