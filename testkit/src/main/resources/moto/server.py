"""Moto's server on a free port of the loopback interface. Says the port; then takes, one a line, what a cluster would do
with a job: run ID STATE [WORDS], step ID STATE [WORDS], cluster ID STATE [WORDS]. Ends with its standard input."""
import logging
import sys

from moto.emr.models import emr_backends
from moto.emrserverless import models as serverless
from moto.server import ThreadedMotoServer

logging.getLogger("werkzeug").setLevel(logging.ERROR)
serverless.JOB_STATUS = "SUBMITTED"  # its own choice is SUCCESS, from the start


def backends(all_of_them):
    return [backend for account in all_of_them.values() for backend in account.values()]


def tell(kind, name, state, words):
    if kind == "run":
        found = [
            run
            for backend in backends(serverless.emrserverless_backends)
            for runs in backend.job_runs.values()
            for run in runs
            if run.id == name
        ]
        found[0].state_details = words
    elif kind == "step":
        found = [
            step
            for backend in backends(emr_backends)
            for cluster in backend.clusters.values()
            for step in cluster.steps
            if step.id == name
        ]
        found[0].last_state_change_reason = words
    else:
        found = [backend.clusters[name] for backend in backends(emr_backends) if name in backend.clusters]
        found[0].last_state_change_reason = words
    found[0].state = state


server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
for line in sys.stdin:
    tell(*[*line.strip().split(" ", 3), ""][:4])
    print("done", flush=True)
server.stop()
