"""What /metrics of the ingest process tells of broadcasts."""

from prometheus_client import Counter, Gauge

CARRIED = Gauge(
    "nightmarket_ingest_broadcasts", "Broadcasts that this process carries.", multiprocess_mode="livesum"
)
RECEIVED_BYTES = Counter("nightmarket_ingest_received_bytes_total", "Media received, by door.", ["door"])
REFUSED = Counter(
    "nightmarket_ingest_refused_total", "Publishers turned away, by door and why.", ["door", "why"]
)
FEEDS = Gauge("nightmarket_ingest_feeds", "Feeds that edges read now.", multiprocess_mode="livesum")
