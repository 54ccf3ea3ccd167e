//! What the company or a volunteer runs: the phone directory and the relay.
