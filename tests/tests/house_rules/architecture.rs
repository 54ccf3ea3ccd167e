//! The table of ARCHITECTURE.md against the manifests.

use crate::tree::{Member, Outcome, Use};
use std::collections::BTreeMap;

/// One row of the table.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Row {
    room: String,
    may_depend_on: Vec<String>,
    alone_names: Vec<String>,
}

const DEPENDS: &str = "may depend on";
const ALONE: &str = "third-party crates that only the rooms naming them use";

/// What devnet must not see, not even in its tests: its node judges with code of its own.
const HIDDEN_FROM_DEVNET: [&str; 3] = ["core/chains/", "core/wallet", "core/net"];

/// Reads the one table that has the two columns of the law.
pub(crate) fn read_table(page: &str) -> Outcome<Vec<Row>> {
    let mut lines = page.lines().skip_while(|line| !(line.contains(DEPENDS) && line.contains(ALONE)));
    let header = cells(lines.next().ok_or("ARCHITECTURE.md has no table of rooms")?);
    let column = |name: &str| {
        header.iter().position(|cell| *cell == name).ok_or_else(|| format!("no column '{name}'"))
    };
    let (room, depends, alone) = (column("room")?, column(DEPENDS)?, column(ALONE)?);
    let mut rows = Vec::new();
    for line in lines.skip(1).take_while(|line| line.starts_with('|')) {
        let cells = cells(line);
        let cell =
            |at: usize| cells.get(at).copied().ok_or_else(|| format!("a row with too few cells: {line}"));
        let named = quoted(cell(room)?);
        let [name] = named.as_slice() else {
            return Err(format!("a row must name one room: {line}").into());
        };
        rows.push(Row {
            room: name.clone(),
            may_depend_on: quoted(cell(depends)?),
            alone_names: quoted(cell(alone)?),
        });
    }
    if rows.is_empty() { Err("the table of rooms is empty".into()) } else { Ok(rows) }
}

fn cells(line: &str) -> Vec<&str> {
    line.trim().trim_matches('|').split('|').map(str::trim).collect()
}

fn quoted(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// `types` is `core/types`, `chains/*` every chain, `core/*` every room of the core, `*` every room.
fn covers(pattern: &str, room: &str) -> bool {
    let fits = |room: &str| match pattern.strip_suffix('*') {
        Some(start) => room.starts_with(start),
        None => room == pattern,
    };
    fits(room) || room.strip_prefix("core/").is_some_and(fits)
}

/// Where the manifests and the table differ.
pub(crate) fn faults(table: &[Row], members: &[Member]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut homes: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for row in table {
        if !members.iter().any(|member| member.room == row.room) {
            faults.push(format!("{} stands in the table and is no room", row.room));
        }
        for name in &row.alone_names {
            homes.entry(name).or_default().push(&row.room);
        }
    }
    for member in members {
        let Some(row) = table.iter().find(|row| row.room == member.room) else {
            faults.push(format!("{} is missing from the table", member.room));
            continue;
        };
        for (room, what) in &member.rooms {
            if *what == Use::Shipped && !row.may_depend_on.iter().any(|pattern| covers(pattern, room)) {
                faults.push(format!("{} may not depend on {room}", member.room));
            }
            if member.room == "devnet" && HIDDEN_FROM_DEVNET.iter().any(|hidden| room.starts_with(hidden)) {
                faults.push(format!("devnet may not see {room}, not even in its tests"));
            }
        }
        for name in &member.crates {
            if homes.get(name.as_str()).is_some_and(|rooms| !rooms.contains(&member.room.as_str())) {
                faults.push(format!("{} may not name the crate {name}", member.room));
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "\
Words before.

| room | why | may depend on | third-party crates that only the rooms naming them use |
| --- | --- | --- | --- |
| `core/types` | words | - | `ciborium` |
| `core/wallet` | money | `types` `chains/*` | - |
| `core/chains/ttchain` | wire | `types` | - |
| `devnet` | world | `types` | `axum` |

| another | table |
";

    fn member(room: &str, rooms: &[(&str, Use)], crates: &[&str]) -> Member {
        Member {
            room: room.to_owned(),
            rooms: rooms.iter().map(|(room, what)| ((*room).to_owned(), *what)).collect(),
            crates: crates.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    /// The workspace that the page describes, with one member put in place of its namesake.
    fn with(changed: Member) -> Vec<Member> {
        let mut members = vec![
            member("core/types", &[], &["ciborium", "serde"]),
            member(
                "core/wallet",
                &[("core/types", Use::Shipped), ("core/chains/ttchain", Use::Shipped)],
                &[],
            ),
            member("core/chains/ttchain", &[("core/types", Use::Shipped)], &["serde"]),
            member("devnet", &[("core/types", Use::Shipped)], &["axum"]),
        ];
        members.retain(|member| member.room != changed.room);
        members.push(changed);
        members
    }

    fn faults_with(changed: Member) -> Outcome<Vec<String>> {
        Ok(faults(&read_table(PAGE)?, &with(changed)))
    }

    #[test]
    fn what_the_page_allows_passes() -> Outcome {
        assert_eq!(read_table(PAGE)?.len(), 4);
        let found = faults_with(member("devnet", &[("core/types", Use::Shipped)], &["axum", "serde"]))?;
        assert_eq!(found, Vec::<String>::new());
        Ok(())
    }

    #[test]
    fn a_room_that_may_not_be_seen() -> Outcome {
        let found = faults_with(member("core/types", &[("core/wallet", Use::Shipped)], &[]))?;
        assert_eq!(found, ["core/types may not depend on core/wallet"]);
        Ok(())
    }

    #[test]
    fn a_room_seen_by_tests_only_is_free() -> Outcome {
        let found = faults_with(member("core/types", &[("core/wallet", Use::TestsOnly)], &[]))?;
        assert_eq!(found, Vec::<String>::new());
        Ok(())
    }

    #[test]
    fn devnet_testing_with_the_wallets_reader() -> Outcome {
        let found = faults_with(member("devnet", &[("core/chains/ttchain", Use::TestsOnly)], &[]))?;
        assert_eq!(found, ["devnet may not see core/chains/ttchain, not even in its tests"]);
        Ok(())
    }

    #[test]
    fn a_crate_that_belongs_to_another_room() -> Outcome {
        let found = faults_with(member("core/wallet", &[], &["axum"]))?;
        assert_eq!(found, ["core/wallet may not name the crate axum"]);
        Ok(())
    }

    #[test]
    fn a_room_without_a_row_and_a_row_without_a_room() -> Outcome {
        let mut members = with(member("shop", &[], &[]));
        members.retain(|member| member.room != "devnet");
        let found = faults(&read_table(PAGE)?, &members);
        assert_eq!(found, ["devnet stands in the table and is no room", "shop is missing from the table"]);
        Ok(())
    }

    #[test]
    fn a_page_without_the_table() {
        assert!(read_table("# Architecture\n").is_err());
    }

    #[test]
    fn a_table_without_a_row() {
        let header: String = PAGE.lines().take(4).map(|line| format!("{line}\n")).collect();
        assert!(read_table(&header).is_err());
    }
}
