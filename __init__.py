"""samehands: assign clients to workers, and know what continuity costs."""
