//! The whole story where the only network is loopback, beside a resolver that records: every process of
//! the demonstration runs there, and nobody asks for a name.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::net::{ToSocketAddrs, UdpSocket};
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Set for the copy of this test that runs inside the namespace.
const INSIDE: &str = "TONGTONG_STORY_INSIDE";
const NAME: &str = "the_story_needs_loopback_only_and_asks_for_no_name";

/// Brings loopback up and makes our recorder the system's resolver, for this mount namespace alone.
const ENTER: &str = "ip link set lo up && mount --bind \"$0\" /etc/resolv.conf && exec \"$@\"";

#[test]
fn the_story_needs_loopback_only_and_asks_for_no_name() {
    if std::env::var_os(INSIDE).is_some() {
        inside();
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let resolver = folder.path().join("resolv.conf");
    std::fs::write(&resolver, "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n").unwrap();
    let resolver = resolver.to_str().unwrap();
    let enters = |flags: &&str| namespace(flags, resolver).arg("true").output().is_ok_and(succeeded);
    let Some(flags) = ["-nm", "-rnm"].into_iter().find(enters) else {
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "CI must be able to make a namespace");
        println!("SKIPPED {NAME}: no right to make a network namespace, or no `unshare`, `ip` or `mount`");
        return;
    };
    let inner = namespace(flags, resolver)
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", NAME, "--nocapture"])
        .env(INSIDE, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&inner.stdout).into_owned();
    let complained = String::from_utf8_lossy(&inner.stderr).into_owned();
    assert!(said.contains("1 passed"), "{said}{complained}");
}

fn namespace(flags: &str, resolver: &str) -> Command {
    let mut command = Command::new("unshare");
    command.args([flags, "sh", "-c", ENTER, resolver]);
    command
}

fn succeeded(output: Output) -> bool {
    output.status.success()
}

fn inside() {
    let asked: Arc<Mutex<Vec<Vec<u8>>>> = Arc::default();
    let socket = UdpSocket::bind("127.0.0.1:53").unwrap();
    let log = Arc::clone(&asked);
    std::thread::spawn(move || {
        let mut packet = [0; 1_500];
        while let Ok((length, _)) = socket.recv_from(&mut packet) {
            log.lock().unwrap().push(packet[..length].to_vec());
        }
    });
    assert!(("control.test", 80).to_socket_addrs().is_err());
    std::thread::sleep(Duration::from_millis(100));
    let heard = std::mem::take(&mut *asked.lock().unwrap());
    assert!(!heard.is_empty(), "the recorder hears a query when there is one");

    let folder = tempfile::tempdir().unwrap();
    let demo = Command::new(env!("CARGO_BIN_EXE_tongtong"))
        .args(["demo", "--json", "--dir"])
        .arg(folder.path())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&demo.stdout);
    let last = told.lines().last().unwrap_or_default();
    assert!(demo.status.success() && last.starts_with("{\"ok\":true"), "{told}");
    assert_eq!(asked.lock().unwrap().len(), 0, "somebody asked for a name");
}
