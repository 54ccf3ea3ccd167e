//! `tongtong`: wallet and messenger in a terminal, the demo, and the devnet.

mod agent;
mod args;
mod ask;
mod commands;
mod compose;
mod demo;
mod failure;
mod home;
mod kat;
mod log;
mod moment;
mod passphrase;
mod screen;
mod shape;
mod texts;
mod width;

use args::Asked;
use failure::Failure;
use std::process::ExitCode;

/// Whatever is freed is wiped first: the last line of defence for texts that other crates copy.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

fn main() -> ExitCode {
    let asked = match args::read() {
        Ok(Asked::Command(cli)) => cli,
        Ok(Asked::Help(text)) => {
            screen::put(text.trim_end());
            return ExitCode::SUCCESS;
        }
        Err((screen, failure)) => return screen.fail(&failure),
    };
    let screen = asked.screen();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let done = match runtime {
        Ok(runtime) => {
            let done = runtime.block_on(commands::run(*asked));
            // A prompt that nobody answered must not keep the process alive.
            runtime.shutdown_background();
            done
        }
        Err(_) => Err(Failure::broken("no_runtime")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => screen.fail(&failure),
    }
}
