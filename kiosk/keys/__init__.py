"""The only room that holds cryptography: signatures, seals, subjects, and the files their keys lie in."""
