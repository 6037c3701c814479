"""The door for programs on a network: an HTTP API, and the page.

`application.create_app(settings)` makes the application, `server.serve` runs it. What is served, to whom and within
which bounds is said in `settings`; what keeps others out is in `guard` (whose requests), `access` and `permission` (who
may what) and `rate` (how many). Without the extra `web`, importing any of it raises MissingExtra.
"""

from huimin_rules.errors import MissingExtra

try:
    import fastapi
    import uvicorn
except ModuleNotFoundError as error:
    raise MissingExtra("web", "HTTP 服务") from error

del fastapi, uvicorn
