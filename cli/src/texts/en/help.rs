//! Examples under the pages of help.

/// Code and text.
pub(in crate::texts) const TABLE: crate::texts::Table = &[
    (
        "help.examples",
        "Try it:\n  tongtong demo                         the whole story in half a minute\n  tongtong devnet --dir world           a world to play in, in a terminal of its own\n  tongtong --home alex --profile world/profile.json signup --phone 010-2345-6789 --name Alex\n  tongtong --home alex chat 지민        a conversation; /pay 10 TTC sends money\n  tongtong --home alex send 10 TTC to 지민\n\nExit codes: 0 done, 1 failed, 2 bad input or refused.",
    ),
    (
        "help.demo.examples",
        "Examples:\n  tongtong demo --lang ko               in Korean\n  tongtong demo --json --dir story      for a program; keeps every folder and log",
    ),
    (
        "help.devnet.examples",
        "Example:\n  tongtong devnet --dir world           then use --profile world/profile.json",
    ),
    (
        "help.signup.examples",
        "Examples:\n  tongtong --home alex --profile world/profile.json signup --phone 010-2345-6789 --name Alex\n  tongtong signup --phone \"+82 10 2345 6789\" --name 지민",
    ),
    (
        "help.contacts.examples",
        "Examples:\n  tongtong contacts                     everyone, with safety numbers\n  tongtong contacts add 010-2345-6789 \"hi, it's me\"\n  tongtong contacts accept 지민\n  tongtong contacts verify 지민         after you compared the numbers by voice",
    ),
    (
        "help.chat.examples",
        "Examples:\n  tongtong chat Alex                    a conversation\n  tongtong chat Alex \"lunch?\"           one message; waits for the receipt\n  tongtong chat Alex --show 50          the last messages; works beside a running device",
    ),
    (
        "help.send.examples",
        "Examples:\n  tongtong send 10 TTC to Alex --text \"for lunch\"\n  tongtong send 0.5 TTC to TTC… --dry-run",
    ),
    (
        "help.wallet.examples",
        "Examples:\n  tongtong wallet new --words ko        12 Korean words, shown once\n  tongtong wallet restore               asks for the words\n  tongtong wallet address\n  tongtong wallet address BTC --qr      as a QR code too",
    ),
];
