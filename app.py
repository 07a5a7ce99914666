"""The web application, and `python app.py` to run the whole embedded market."""

import sys
import threading
from pathlib import Path

from flask import Flask, Response
from werkzeug.middleware.proxy_fix import ProxyFix

import wiring
from accounts.identity import forget_all, identify_bearer, identify_session
from kernel import runtime
from kernel.config import Config
from kernel.events import subscribe
from kernel.web.access import ANYONE, check_all_declared
from kernel.web.actor import Identification, identify_with
from kernel.web.assets import install_assets
from kernel.web.compression import Compression
from kernel.web.csrf import install_csrf
from kernel.web.flashes import install_flashes
from kernel.web.headers import SecurityHeaders
from kernel.web.installing import install_installing
from kernel.web.languages import install_languages
from kernel.web.limits import install_limits
from kernel.web.observe import Observation, install_operations
from kernel.web.openapi import build_openapi
from kernel.web.pagecache import PageCache
from kernel.web.problems import install_problems
from kernel.web.routes import API_PREFIX, Api
from kernel.web.templates import compile_templates, install_templates
from moderation.subjects import know_subjects

ROOT = Path(__file__).resolve().parent
VERSION = "0.1.0"
#: Media never passes through here in one piece: the largest body is one part of an upload.
MAX_BODY_BYTES = 32 << 20


def create_app(config: Config, *, logs_in_background: bool = False) -> Flask:
    """Return the WSGI application of a web process, connected to what `config` names."""
    runtime.start(config, logs_in_background=logs_in_background)
    subscribe(wiring.SUBSCRIPTIONS)
    know_subjects(wiring.SUBJECTS)
    app = Flask(__name__, static_folder=None)
    app.config.update(
        SECRET_KEY=config.secret_key, MAX_CONTENT_LENGTH=MAX_BODY_BYTES, MAX_FORM_MEMORY_SIZE=1 << 20
    )
    install_flashes(app)
    app.extensions["nightmarket.config"] = config
    identify_with(app.extensions, Identification(identify_session, identify_bearer, forget_all))
    install_operations(app, config)
    install_problems(app)
    install_csrf(app)
    install_languages(app, str(ROOT / "translations"))
    install_limits(app, config)
    install_assets(app, ROOT)
    install_templates(app, config)
    install_installing(app, ROOT)
    for blueprint in wiring.BLUEPRINTS:
        app.register_blueprint(blueprint)
    _serve_openapi(app)
    check_all_declared(app)
    _put_middleware_around(app, config)
    return app


def create_app_from_environment() -> Flask:
    """Return the WSGI application that the environment describes, for gunicorn."""
    app = create_app(Config.from_env(), logs_in_background=True)
    # Beside the first requests: only a market that starts for the first time has much to compile.
    threading.Thread(target=compile_templates, args=(app,), name="template-compiler", daemon=True).start()
    return app


def _serve_openapi(app: Flask) -> None:
    operations = [
        o for blueprint in wiring.BLUEPRINTS if isinstance(blueprint, Api) for o in blueprint.operations
    ]
    document = app.json.dumps(build_openapi(operations, version=VERSION))

    def openapi() -> Response:
        return Response(
            document, mimetype="application/json", headers={"Cache-Control": "public, max-age=60"}
        )

    openapi.access = ANYONE  # type: ignore[attr-defined]
    for path in ("/api/openapi.json", f"{API_PREFIX}/openapi.json"):
        app.add_url_rule(path, view_func=openapi)


def _put_middleware_around(app: Flask, config: Config) -> None:
    observed = Observation(SecurityHeaders(app.wsgi_app, config))
    cache = PageCache(observed, wiring.CACHED_PATHS)
    app.extensions["nightmarket.page_cache"] = cache
    app.wsgi_app = cache  # type: ignore[method-assign]
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    else:
        # A proxy in front compresses better than we do.
        app.wsgi_app = Compression(cache)  # type: ignore[method-assign]


if __name__ == "__main__":
    from command_line import main

    sys.exit(main())
