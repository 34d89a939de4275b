"""`kiosk pass`: an issuer's work, a file for each command."""

from kiosk.cli.command import LazyGroup

passes = LazyGroup(
    lazy={
        "issue": "kiosk.cli.passes.issue:issue",
        "verify": "kiosk.cli.passes.verify:verify",
        "revoke": "kiosk.cli.passes.revoke:revoke",
    },
    help="Issue visitors' passes and operators' badges, check them, and take them back.",
)
