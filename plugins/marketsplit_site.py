"""The site in Airflow's UI: a view in the navigation, and one on each DAG that shows what the DAG is about.

Every process of Airflow loads its plugins, so nothing is imported here but the base class; the API server, which alone
serves the pages, imports the rest with the first request.
"""

from __future__ import annotations

from typing import Any, Final

from airflow.plugins_manager import AirflowPlugin

#: Where the site lies on the API server; the documentation of the DAGs links there.
PREFIX: Final = "/marketsplit"


async def serve(scope: Any, receive: Any, send: Any) -> None:
    """Answer for the site, to whoever is logged in to Airflow: its login guards these pages as it does the rest."""
    from airflow.api_fastapi.core_api.security import bearer_scheme, get_user
    from fastapi import HTTPException
    from starlette.requests import Request
    from starlette.responses import PlainTextResponse

    from extractors import storage
    from reporting.site_server import SiteServer, sealed

    if scope["type"] == "http":
        request = Request(scope, receive)
        try:
            await get_user(request, None, await bearer_scheme(request))
        except HTTPException as refusal:
            told = PlainTextResponse("Log in to Airflow, then load this page again.", refusal.status_code)
            await sealed(told)(scope, receive, send)
            return
    await SiteServer(storage.site_dir())(scope, receive, send)


class MarketsplitSite(AirflowPlugin):
    """What Airflow registers. Addresses are relative, so that they hold behind a proxy too."""

    name = "marketsplit_site"
    fastapi_apps = [{"name": "marketsplit site", "app": serve, "url_prefix": PREFIX}]  # noqa: RUF012 - Airflow's form
    external_views = [  # noqa: RUF012
        {
            "name": "Marketsplit",
            "href": f"{PREFIX[1:]}/index.html",
            "destination": "nav",
            "url_route": "marketsplit",
        },
        {
            "name": "Site",
            "href": f"{PREFIX[1:]}/dag/{{DAG_ID}}",
            "destination": "dag",
            "url_route": "site",
        },
    ]
