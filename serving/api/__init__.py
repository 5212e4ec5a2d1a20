"""The HTTP API, one module a subject; `install` puts all routers into an app."""
