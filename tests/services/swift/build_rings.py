"""Write the rings of a Swift with one disk. Run by the Python that has Swift, not by ours.

Usage: build_rings.py FOLDER account=PORT container=PORT object=PORT
"""

import sys

from swift.common.ring import RingBuilder  # type: ignore[import-not-found]

#: 2**6 partitions; one replica; partitions may move at once.
PART_POWER, REPLICAS, MIN_PART_HOURS = 6, 1, 0

for argument in sys.argv[2:]:
    name, port = argument.split("=")
    builder = RingBuilder(PART_POWER, REPLICAS, MIN_PART_HOURS)
    builder.add_dev(
        {"region": 1, "zone": 1, "ip": "127.0.0.1", "port": int(port), "device": "disk", "weight": 1.0}
    )
    builder.rebalance()
    builder.get_ring().save(f"{sys.argv[1]}/{name}.ring.gz")
