"""What visitor and guard see."""

import os

# pygame greets on standard output when it is imported; that belongs to the commands' JSON.
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
