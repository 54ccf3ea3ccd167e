//! The rules of money, messages and chains, the words they are said in, and what a screen carries come of what is
//! given: they reach for nothing.

use crate::tree::File;

/// The rooms that are pure.
const PURE: [&str; 6] =
    ["core/types/", "core/chain/", "core/chains/", "core/wallet/", "core/chat/", "core/codes/"];

/// Words that only code with an effect has.
const EFFECTS: [&str; 11] = [
    "SystemTime",
    "Instant",
    "UNIX_EPOCH",
    "fs",
    "TcpStream",
    "UdpSocket",
    "getrandom",
    "rand",
    "OsRng",
    "OsEntropy",
    "tokio",
];

/// The same, as paths: the last word alone may well be a noun of the room.
const EFFECT_PATHS: [&str; 5] = ["std::thread", "std::process", "std::env", "std::net", "std::io"];

/// Where a pure room names a clock, a file, a thread, a socket or a random source outside its tests.
pub(crate) fn effects_named(file: &File) -> Vec<String> {
    if !file.is_shipped_rust() || !PURE.iter().any(|room| file.path.starts_with(room)) {
        return Vec::new();
    }
    let named = |(number, line): (usize, &str)| {
        let code = line.split("//").next().unwrap_or_default();
        let mut words = code.split(|c: char| !c.is_alphanumeric() && c != '_');
        let word = words.find(|word| EFFECTS.contains(word));
        let found = word.or_else(|| EFFECT_PATHS.into_iter().find(|path| code.contains(path)));
        found.map(|what| format!("{}:{number}: {what}", file.path))
    };
    file.lines().filter_map(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_effect_in_a_pure_room() {
        for line in [
            "use std::time::{Duration, SystemTime};",
            "    let now = std::time::Instant::now();",
            "use std::{fs, io};",
            "let x = getrandom::fill(&mut seed);",
            "let x = rand::random();",
            "tokio::spawn(async {});",
            "let seed = OsEntropy.draw();",
            "std::thread::sleep(pause);",
        ] {
            for path in [
                "core/types/src/time.rs",
                "core/chain/src/pay.rs",
                "core/chains/ttchain/src/wif.rs",
                "core/wallet/src/plan.rs",
                "core/chat/src/step.rs",
                "core/codes/src/png.rs",
            ] {
                let found = effects_named(&File::new(path, &format!("fn pure() {{}}\n{line}\n")));
                assert_eq!(found.len(), 1, "{path}: {line}");
            }
        }
    }

    #[test]
    fn words_that_only_look_like_an_effect() {
        for line in
            ["// no tokio, no clock", "let brand = operand;", "struct Instantly;", "let offset = fsync;"]
        {
            assert!(effects_named(&File::new("core/chat/src/step.rs", line)).is_empty(), "{line}");
        }
    }

    #[test]
    fn tests_and_other_rooms_are_free() {
        for path in ["core/engine/src/clock.rs", "core/chat/src/step/tests.rs", "core/wallet/tests/money.rs"]
        {
            assert!(effects_named(&File::new(path, "use std::time::SystemTime;")).is_empty(), "{path}");
        }
    }
}
