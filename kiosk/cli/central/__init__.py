"""`kiosk central`: the centre's work, a file for each command."""

from kiosk.cli.command import LazyGroup

central = LazyGroup(
    lazy={
        "run": "kiosk.cli.central.run:run",
        "account": "kiosk.cli.central.account:account",
        "registry": "kiosk.cli.central.registry:registry",
        "command": "kiosk.cli.central.command:command",
        "violations": "kiosk.cli.central.violations:violations",
        "config": "kiosk.cli.central.config:config",
        "sync": "kiosk.cli.central.sync:sync",
        "purge": "kiosk.cli.central.purge:purge",
        "backup": "kiosk.cli.central.backup:backup",
        "restore": "kiosk.cli.central.backup:restore",
        "erase": "kiosk.cli.central.erase:erase",
        "trace": "kiosk.cli.central.trace.commands:trace",
    },
    help="Receive the entries of all kiosks, and show them.",
)
