//! The house keeps its own rules: ARCHITECTURE.md is compared with what cargo says, and the tree is read.
//!
//! A rule is a function from text to faults. It is applied to the tree here; beside each rule stands the
//! test that it finds the fault it is there for.

mod architecture;
mod errors;
mod links;
mod manifests;
mod purity;
mod tree;
mod words;

use tree::{Outcome, Tree, none};

#[test]
fn every_room_depends_only_on_what_the_architecture_page_allows() -> Outcome {
    let page = Tree::read_one("ARCHITECTURE.md")?;
    none(architecture::faults(&architecture::read_table(&page)?, &tree::members()?))
}

#[test]
fn no_source_file_is_longer_than_400_lines() -> Outcome {
    none(Tree::read()?.each(words::too_long))
}

#[test]
fn nothing_is_postponed_or_silenced() -> Outcome {
    none(Tree::read()?.each(words::postponed_or_silenced))
}

#[test]
fn every_file_is_named_after_what_it_is() -> Outcome {
    none(Tree::read()?.each(|file| words::named_after_nothing(&file.path)))
}

#[test]
fn no_file_names_a_path_of_one_machine_or_the_host_of_a_registry() -> Outcome {
    none(Tree::read()?.each(words::machine_or_registry))
}

#[test]
fn every_public_error_has_a_stable_code() -> Outcome {
    none(errors::without_code(&Tree::read()?))
}

#[test]
fn every_relative_link_of_a_page_leads_to_a_file() -> Outcome {
    none(Tree::read()?.each(|page| links::broken(page, |path| tree::root().join(path).exists())))
}

#[test]
fn the_pure_rooms_name_no_clock_file_thread_or_random_source() -> Outcome {
    none(Tree::read()?.each(purity::effects_named))
}

#[test]
fn every_room_takes_the_lints_of_the_workspace() -> Outcome {
    let mut faults = Vec::new();
    for member in tree::members()? {
        let path = format!("{}/Cargo.toml", member.room);
        faults.extend(manifests::own_lints(&path, &Tree::read_one(&path)?));
    }
    none(faults)
}
