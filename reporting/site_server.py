"""The built site over HTTP: files of the site folder, under headers that leave a page little to do.

Pages quote documents that strangers wrote, and in Airflow they are served beside its own API. So no script runs but the
site's own files, nothing is loaded from elsewhere or sent anywhere, and nobody else may frame a page.
"""

from __future__ import annotations

import re
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocketClose

from reporting.site.pages import POLICY

HEADERS = {
    "Content-Security-Policy": f"{POLICY}; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    # A browser asks every time and is told "unchanged" where it is: after a rebuild no page of the old site is shown.
    "Cache-Control": "no-cache",
}

_SAID = {
    404: "The site has no such page.",
    405: "The site can only be read.",
}
_NO_SITE = "There is no site yet. Run `marketsplit site`, then load this page again."
_UNREADABLE = "The server cannot read this page: check the owner and mode of the site folder."

_OF_DAG = re.compile(r"dag/(publication__)?(\w+)")


class SiteServer:
    """An ASGI application that answers with the files of one folder, and with a plain sentence where there is none.

    ``dag/<dag_id>`` leads to the page about a DAG: that of its publication, or the overview.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = StaticFiles(directory=folder, html=True, check_dir=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http":
            await sealed(await self._answer(scope))(scope, receive, send)
        else:
            await WebSocketClose()(scope, receive, send)

    async def _answer(self, scope: Scope) -> Response:
        path = self._files.get_path(scope)
        if of_dag := _OF_DAG.fullmatch(path):
            return RedirectResponse(f"../publications/{of_dag[2]}.html" if of_dag[1] else "../index.html")
        try:
            return await self._files.get_response(path, scope)
        except HTTPException as refusal:
            if refusal.status_code == 404 and not (self._folder / "index.html").exists():
                return PlainTextResponse(_NO_SITE, 404)
            code = refusal.status_code if refusal.status_code in _SAID else 500
            return PlainTextResponse(_SAID.get(code, _UNREADABLE), code, refusal.headers)


def sealed(response: Response) -> Response:
    """Return a response with the headers that every answer has, refusals included."""
    response.headers.update(HEADERS)
    return response
