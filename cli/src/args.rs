//! What can be typed.

mod reading;

pub(crate) use reading::read;

use crate::failure::Failure;
use crate::home::{self, Home};
use crate::passphrase::Source;
use crate::screen::Screen;
use crate::texts::Lang;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use tongtong_wallet::Profile;

/// What was asked for.
pub(crate) enum Asked {
    /// A command.
    Command(Box<Cli>),
    /// A page of help, or the version.
    Help(String),
}

/// TongTong (통통): chat that nobody else can read, and coins sent like a message.
#[derive(Debug, Parser)]
#[command(name = "tongtong", version, disable_help_subcommand = true, max_term_width = 100)]
pub(crate) struct Cli {
    /// This device's folder [default: ~/.tongtong]
    #[arg(long, global = true, value_name = "DIR", env = "TONGTONG_HOME", hide_env = true)]
    home: Option<PathBuf>,
    /// The network's profile, as `devnet` writes it [default: the one this folder used last]
    #[arg(long, global = true, value_name = "FILE", env = "TONGTONG_PROFILE", hide_env = true)]
    profile: Option<PathBuf>,
    /// Read the pass phrase from the first line of this file instead of asking for it
    #[arg(long, global = true, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// Answer with JSON, one object on a line
    #[arg(long, global = true)]
    json: bool,
    /// The language of the answers, en or ko [default: by LANG]
    #[arg(long, global = true, value_enum, value_name = "LANG", hide_possible_values = true)]
    lang: Option<Lang>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Tell the whole story on this machine: two devices, a chat, a payment, a crash
    Demo(Demo),
    /// Start a world to play in: a TTChain node, a relay, a phone directory
    Devnet(Devnet),
    /// Make this device's keys and sign up with a phone number
    Signup(Signup),
    /// People: found by number, asked, accepted, verified
    Contacts {
        #[command(subcommand)]
        what: Option<Contacts>,
    },
    /// Chat with a contact, or send one message
    Chat(Chat),
    /// Stay online: messages come in, waiting ones go out
    Listen(Listen),
    /// Send money: tongtong send 10 TTC to Alex
    Send(Send),
    /// What this wallet holds
    Balance,
    /// Payments, newest first
    History(Page),
    /// The wallet: its words and its addresses
    Wallet {
        #[command(subcommand)]
        what: Wallet,
    },
    /// Answer questions in JSON lines, to compare implementations: keys, addresses, transactions
    Kat,
    /// One device, driven by JSON lines
    #[command(hide = true)]
    Agent(Agent),
}

/// Of `demo`.
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Keep every data folder and log here [default: a folder that is removed at the end]
    #[arg(long, value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
    /// Spoil the outcome of this step
    #[arg(long = "break", value_name = "N", hide = true, value_parser = clap::value_parser!(u8).range(1..=6))]
    pub(crate) spoil: Option<u8>,
}

/// Of `devnet`.
#[derive(Debug, Args)]
pub(crate) struct Devnet {
    /// Where the world keeps its ledger and writes profile.json [default: `devnet` in this device's folder]
    #[arg(long, value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
    /// End when standard input ends
    #[arg(long, hide = true)]
    pub(crate) attached: bool,
}

/// Of `signup`.
#[derive(Debug, Args)]
pub(crate) struct Signup {
    /// Your phone number, in any spelling
    #[arg(long, value_name = "NUMBER")]
    pub(crate) phone: String,
    /// The name that your contacts see
    #[arg(long, value_name = "NAME")]
    pub(crate) name: String,
    /// The code from the SMS, if you have it already; otherwise one is sent and asked for
    #[arg(long, value_name = "CODE")]
    pub(crate) code: Option<String>,
}

/// Of `contacts`.
#[derive(Debug, Subcommand)]
pub(crate) enum Contacts {
    /// Everyone you know, with their safety numbers
    List,
    /// Look a phone number up
    Find {
        /// The number, in any spelling
        phone: String,
    },
    /// Look a phone number up and ask its owner to be a contact
    Add {
        /// The number, in any spelling
        phone: String,
        /// A word of greeting
        text: Option<String>,
    },
    /// Ask someone you found
    Ask {
        /// Name, row of the list, or phone number
        contact: String,
        /// A word of greeting
        text: Option<String>,
    },
    /// Accept someone who asked
    Accept {
        /// Name, row of the list, or phone number
        contact: String,
    },
    /// State that you compared safety numbers, and that they agree
    Verify {
        /// Name, row of the list, or phone number
        contact: String,
    },
}

/// Of `chat`.
#[derive(Debug, Args)]
pub(crate) struct Chat {
    /// Name, row of the list, or phone number
    pub(crate) contact: String,
    /// Send this and wait for the receipt
    pub(crate) text: Option<String>,
    /// How long to wait for the receipt, in seconds; the message waits on its own after that
    #[arg(long, value_name = "SECONDS", default_value_t = 20)]
    pub(crate) wait: u32,
    /// Only show the last messages
    #[arg(long, value_name = "COUNT", conflicts_with = "text", num_args = 0..=1, default_missing_value = "20")]
    pub(crate) show: Option<u32>,
}

/// Of `listen`.
#[derive(Debug, Args)]
pub(crate) struct Listen {
    /// End after so many seconds
    #[arg(long = "for", value_name = "SECONDS")]
    pub(crate) seconds: Option<u64>,
}

/// Of `send`.
#[derive(Debug, Args)]
pub(crate) struct Send {
    /// How much, such as 10 or 0.5, or max for everything
    pub(crate) amount: String,
    /// Of what, such as TTC
    pub(crate) asset: String,
    /// The word `to`
    #[arg(value_parser = ["to"], value_name = "to", hide_possible_values = true)]
    pub(crate) to: String,
    /// A contact (name, row of the list, phone number) or an address
    pub(crate) payee: String,
    /// Words for the contact's chat; not on the chain
    #[arg(long, value_name = "TEXT")]
    pub(crate) text: Option<String>,
    /// A public memo, on the chain for ever; for addresses
    #[arg(long, value_name = "TEXT", conflicts_with = "text")]
    pub(crate) memo: Option<String>,
    /// Do not ask after the review
    #[arg(long, short)]
    pub(crate) yes: bool,
    /// Show the review and the bytes that would be signed, and stop
    #[arg(long, conflicts_with = "yes")]
    pub(crate) dry_run: bool,
}

/// Of `history`.
#[derive(Debug, Args)]
pub(crate) struct Page {
    /// How many at most
    #[arg(long, value_name = "COUNT", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) limit: u32,
}

/// Of `wallet`.
#[derive(Debug, Subcommand)]
pub(crate) enum Wallet {
    /// Make a wallet of 12 new words, shown once
    New {
        /// The language of the words, en or ko [default: the language of the answers]
        #[arg(long, value_enum, value_name = "LANG", hide_possible_values = true)]
        words: Option<Lang>,
        /// With --json: print the words too
        #[arg(long)]
        reveal: bool,
    },
    /// Bring a wallet back from its words
    Restore {
        /// Read the words from this file instead of asking for them
        #[arg(long, value_name = "FILE")]
        words_file: Option<PathBuf>,
    },
    /// A fresh address to be paid at
    Address(Receive),
    /// Move money that came late to an address that has paid before to a fresh one
    Rescue(Approval),
    /// Take back a payment that is in no block yet: its money moves to a fresh address of this wallet
    Cancel(Approval),
    /// Show the words again
    Words {
        /// With --json: print the words too
        #[arg(long)]
        reveal: bool,
    },
}

/// Of `wallet address`.
#[derive(Debug, Args)]
pub(crate) struct Receive {
    /// Of what, such as TTC or BTC
    #[arg(default_value = "TTC")]
    pub(crate) asset: String,
    /// Draw it as a QR code too
    #[arg(long)]
    pub(crate) qr: bool,
}

/// Of what is reviewed and then approved.
#[derive(Debug, Args)]
pub(crate) struct Approval {
    /// Do not ask
    #[arg(long)]
    pub(crate) yes: bool,
}

/// Of `agent`.
#[derive(Debug, Args)]
pub(crate) struct Agent {
    /// Pause for ever between commit and broadcast
    #[arg(long, value_enum)]
    pub(crate) hold: Option<Hold>,
}

/// Where an agent pauses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Hold {
    /// After the commit of the next payment.
    Payment,
}

impl Cli {
    /// How this command speaks.
    pub(crate) fn screen(&self) -> Screen {
        Screen { lang: self.lang.unwrap_or_else(Lang::of_system), json: self.json }
    }

    /// The device's folder.
    pub(crate) fn home(&self) -> Result<Home, Failure> {
        Home::new(self.home.clone(), self.profile.clone())
    }

    /// The profile that was named; what a device's folder keeps is none.
    pub(crate) fn named_profile(&self) -> Result<Option<Profile>, Failure> {
        self.profile.as_deref().map(home::read_profile).transpose()
    }

    /// Where the pass phrase comes from.
    pub(crate) fn passphrases(&self) -> Source {
        Source { file: self.passphrase_file.clone(), screen: self.screen() }
    }
}
