"""`kiosk central`: the centre's work, a file for each command."""

from kiosk.cli.command import LazyGroup

central = LazyGroup(
    lazy={
        "run": "kiosk.cli.central.run:run",
        "account": "kiosk.cli.central.account:account",
        "registry": "kiosk.cli.central.registry:registry",
    },
    help="Receive the entries of all kiosks, and show them.",
)
