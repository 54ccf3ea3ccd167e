//! The order of steps: read, decide, commit, effect, tell.
