"""What a browser says it is, in words: `Firefox · Windows`. Enough to know one's own again, and no more."""

BROWSERS = (  # the first that is named; many name others too, so that old pages let them in
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Vivaldi", "Vivaldi"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chromium", "Chromium"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
)


def device(user_agent: str) -> str | None:
    """Browser and system, as far as they are known; None where neither is."""
    found = [_named(user_agent, BROWSERS), _named(user_agent, SYSTEMS)]
    return " · ".join(name for name in found if name) or None


def _named(user_agent: str, known: tuple[tuple[str, str], ...]) -> str | None:
    return next((name for sign, name in known if sign in user_agent), None)
