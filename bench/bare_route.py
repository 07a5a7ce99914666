"""The yardstick of HTTP benchmarks: one Flask route that does nothing."""

from flask import Flask

app = Flask(__name__)


@app.route("/hello")
def hello() -> str:
    """Greet."""
    return "hello world"
