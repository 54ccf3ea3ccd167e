//! Reads the command line, and teaches it.

use super::{Asked, Cli};
use crate::failure::Failure;
use crate::screen::Screen;
use crate::texts::Lang;
use clap::error::ErrorKind;
use clap::{ArgAction, CommandFactory, FromArgMatches};
use std::io::IsTerminal;

/// Reads the command line.
pub(crate) fn read() -> Result<Asked, (Screen, Failure)> {
    let typed: Vec<String> = std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect();
    let screen = Screen { lang: language(&typed), json: typed.iter().any(|word| word == "--json") };
    let command = teach(Cli::command(), screen.lang, "help");
    match command.try_get_matches_from(std::env::args_os()).and_then(|found| Cli::from_arg_matches(&found)) {
        Ok(cli) => Ok(Asked::Command(Box::new(cli))),
        Err(error) => match error.kind() {
            ErrorKind::DisplayHelp
            | ErrorKind::DisplayVersion
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
                let page = error.render();
                let is_seen = std::io::stdout().is_terminal();
                Ok(Asked::Help(if is_seen { page.ansi().to_string() } else { page.to_string() }))
            }
            _ => Err((screen, usage(&error))),
        },
    }
}

/// The language before the command line is understood.
fn language(typed: &[String]) -> Lang {
    let after = typed.iter().skip_while(|word| *word != "--lang").nth(1).map(String::as_str);
    let joined = typed.iter().find_map(|word| word.strip_prefix("--lang="));
    match after.or(joined) {
        Some("ko") => Lang::Ko,
        Some("en") => Lang::En,
        _ => Lang::of_system(),
    }
}

/// One line out of clap's page.
fn usage(error: &clap::Error) -> Failure {
    let page = error.render().to_string();
    let said: Vec<&str> = page.lines().take_while(|line| !line.starts_with("Usage")).collect();
    let line =
        said.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
    let line = line
        .trim_start_matches("error: ")
        .split(" For more information")
        .next()
        .unwrap_or_default()
        .to_owned();
    Failure { plain: line.clone(), ..Failure::refused("usage").with("detail", line) }
}

/// Puts the words of a language and the examples on every page of help.
fn teach(command: clap::Command, lang: Lang, place: &str) -> clap::Command {
    let mut command = command;
    if let Some(about) = lang.text(place) {
        command = command.about(about);
    }
    if let Some(examples) = lang.text(&format!("{place}.examples")) {
        command = command.after_help(examples);
    }
    if lang == Lang::Ko {
        command = in_korean(command, place);
    }
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for name in names {
        let below = format!("{place}.{name}");
        command = command.mut_subcommand(name, |sub| teach(sub, lang, &below));
    }
    command
}

/// Headings and the words of each argument.
fn in_korean(command: clap::Command, place: &str) -> clap::Command {
    let help = clap::Arg::new("help").short('h').long("help").action(ArgAction::Help).help("도움말");
    let command = command
        .help_template("{about}\n\n사용법: {usage}\n\n{all-args}{after-help}")
        .subcommand_help_heading("명령")
        .subcommand_value_name("명령")
        .disable_help_flag(true)
        .arg(help);
    let mut place_on_page = 0;
    command.mut_args(|arg| {
        // Under headings of its own, clap would sort them by name.
        place_on_page += 1;
        let id = arg.get_id().to_string();
        let text = Lang::Ko.text(&format!("{place}.{id}")).or_else(|| Lang::Ko.text(&format!("help.{id}")));
        let heading = if arg.is_positional() { "인자" } else { "선택 사항" };
        let arg = arg.help_heading(heading).display_order(place_on_page);
        match text {
            Some(text) => arg.help(text),
            None => arg,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
        teach(Cli::command(), Lang::Ko, "help").debug_assert();
    }
}
