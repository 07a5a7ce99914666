"""What /metrics tells (Prometheus). In a cluster each process writes to PROMETHEUS_MULTIPROC_DIR."""

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from prometheus_client import values as _values
from prometheus_client.registry import REGISTRY

REQUESTS = Counter("nightmarket_http_requests_total", "Answered requests.", ["method", "route", "status"])
REQUEST_SECONDS = Histogram(
    "nightmarket_http_request_seconds",
    "Time to answer a request (seconds).",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
GATEWAY_CALL_SECONDS = Histogram(
    "nightmarket_gateway_call_seconds",
    "Time that calls of payment gateways took with all their repetitions (seconds), by how they ended.",
    ["gateway", "call", "outcome"],
    buckets=(0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
GATEWAY_EVENTS = Counter(
    "nightmarket_gateway_events_total",
    "What payment gateways told, by what came of it.",
    ["gateway", "outcome"],
)
PAYMENT_DISPUTES = Counter(
    "nightmarket_payment_disputes_total", "Payments that buyers disputed with their banks.", ["gateway"]
)
JOBS_ENDED = Counter("nightmarket_jobs_ended_total", "Jobs that ended, by how.", ["job", "outcome"])


def render_metrics() -> bytes:
    """Return all metrics in Prometheus' text format, of all processes where several share a folder."""
    if _values.ValueClass.__name__ == "MmapedValue":
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
    return generate_latest(REGISTRY)


def forget_process(pid: int) -> None:
    """Drop the live gauges of a web process that has ended."""
    if _values.ValueClass.__name__ == "MmapedValue":
        multiprocess.mark_process_dead(pid)  # type: ignore[no-untyped-call]
