"""What no page may do: complain on the console, fetch from elsewhere, break its own security policy, answer 4xx or 5xx."""

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response

# The status of a page is judged by itself, below; the browser repeats it on the console.
STATUS_NOTE = "Failed to load resource: the server responded with a status of"


class Watch:
    """Collects what went wrong on the pages of one browser; `faults` must be empty in the end."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.host = urlsplit(address).netloc
        self.faults: list[str] = []
        self.expected_statuses: set[int] = set()
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))
        context.on("request", self._see_request)
        context.on("response", self._see_response)
        context.on("page", lambda page: page.on("websocket", lambda line: self._see_address(line.url)))

    def expect(self, *statuses: int) -> None:
        """Let pages answer with these statuses from now on."""
        self.expected_statuses |= set(statuses)

    def _hear(self, message: ConsoleMessage) -> None:
        is_policy = "Content Security Policy" in message.text
        if is_policy or (message.type == "error" and not message.text.startswith(STATUS_NOTE)):
            self.faults.append(f"console: {message.text}")

    def _see_request(self, request: Request) -> None:
        self._see_address(request.url)

    def _see_address(self, url: str) -> None:
        address = urlsplit(url)
        if address.scheme not in ("data", "blob") and address.netloc != self.host:
            self.faults.append(f"fetched from elsewhere: {url}")

    def _see_response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected_statuses:
            self.faults.append(f"{response.status} for {response.request.method} {response.url}")
