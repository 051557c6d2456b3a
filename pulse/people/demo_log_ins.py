"""Who may log in to the demo organisation. The log-in page shows these, and only for the demo."""

from dataclasses import dataclass

from pulse.people.roles import ADMIN, AUDITOR, HR, MANAGER, STEWARD, TRUSTEE

PASSWORD = "try-pulse-demo"  # noqa: S105 - shown to everybody who opens the demo


@dataclass(frozen=True)
class DemoLogIn:
    """One account of the demo; `unit` or `location` is the path of the part that they see."""

    role: str
    name: str
    email: str
    unit: str | None = None
    location: str | None = None


LOG_INS = (
    DemoLogIn(HR, "Hana Wijaya", "hr@demo.example"),
    DemoLogIn(ADMIN, "Adam Chen", "admin@demo.example"),
    DemoLogIn(MANAGER, "Minh Tran", "manager@demo.example", "Operations/Production"),
    DemoLogIn(STEWARD, "Sari Utami", "steward@demo.example", location="Jakarta"),
    DemoLogIn(TRUSTEE, "Ruth Bennett", "trustee@demo.example"),
    DemoLogIn(AUDITOR, "Chia-Ling Wu", "auditor@demo.example"),
)
