//! Refusals whose own words are too short for a person, or that need their facts.

/// Code and text.
pub(in crate::texts) const TABLE: crate::texts::Table = &[
    ("error.usage", "{detail} (tongtong --help teaches)"),
    ("error.no_answer", "no answer on standard input"),
    ("error.not_confirmed", "not confirmed; nothing was signed"),
    ("error.passphrase_needed", "a pass phrase is needed: run it in a terminal, or with --passphrase-file"),
    ("error.passphrase_file", "the pass phrase file cannot be read, or is no text"),
    ("error.words_file", "the file of words cannot be read, or is no text"),
    ("error.dir_not_empty", "the folder of the story must be new or empty"),
    ("error.dir_not_writable", "the folder of the story cannot be written"),
    ("error.interrupted", "interrupted"),
    ("error.home_unknown", "no home folder: name one with --home"),
    ("error.home_not_writable", "the device's folder cannot be written"),
    (
        "error.profile_missing",
        "no profile of a network here: name one with --profile (tongtong devnet writes one)",
    ),
    ("error.contact_ambiguous", "several contacts have this name: use the row of tongtong contacts"),
    ("error.contact_unknown", "no contact of this name or row"),
    ("error.command_unknown", "no such command here; /help lists them"),
    ("error.memo_for_addresses", "a memo goes with an address; words for a contact go with --text"),
    ("error.yes_needed", "with --json a payment needs --yes, or --dry-run for its review"),
    ("error.store_held", "another process (pid {pid}) is writing in this folder; end it first"),
    ("error.not_set_up", "this device is not set up: tongtong signup"),
    ("error.wallet_missing", "there is no wallet yet: tongtong wallet new"),
    ("error.word_unknown", "word {position} is not in the list; did you mean: {suggestion}"),
    ("error.not_enough_for_fee", "not enough {asset} for the fee: {missing} {asset} more is needed"),
    ("error.amount_too_little", "too little to be sent: the network carries {least} {asset} or more"),
    ("error.not_enough", "not enough money: {missing} {asset} more is needed"),
    ("error.pass_phrase_wrong", "wrong pass phrase ({failures} in a row)"),
];
