"""Mean and deviation of every column, with the standard library alone."""

import csv
import statistics

import perdure_task as task

data = task.input()["data"]
with open(data["path"], newline="") as file:
    rows = list(csv.DictReader(file))
summary = {}
for done, column in enumerate(rows[0], start=1):
    values = [float(row[column]) for row in rows]
    summary[column] = {"mean": statistics.fmean(values), "deviation": statistics.pstdev(values)}
    task.heartbeat({"columns": done})
task.metrics({"columns": len(summary), "rows": len(rows)})
task.log.info("Summarized.", columns=len(summary))
task.output({"columns": summary})
