"""`kiosk board`: boards for those who print them, and for those who inspect them."""

from kiosk.cli.command import LazyGroup

boards = LazyGroup(
    lazy={
        "print": "kiosk.cli.boards.printing:print_board",
        "verify": "kiosk.cli.boards.verify:verify",
    },
    help="Print venues' boards, and inspect them in pictures.",
)
