"""Who was where with whom: by trace keys, which say of nobody who it is; persons are opened when shown."""
