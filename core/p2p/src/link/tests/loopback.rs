use super::*;
use std::fs;
use std::process::Command;

/// Set for the copy of this test that runs where the only network is loopback.
const INSIDE: &str = "TONGTONG_LOOPBACK_ONLY";
const NAME: &str = "link::tests::loopback::story_needs_no_network_but_loopback";

#[tokio::test]
async fn story_needs_no_network_but_loopback() {
    if std::env::var_os(INSIDE).is_some() {
        return inside().await;
    }
    let Some(unshare) = unshare() else {
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "CI must be able to make a namespace");
        println!("SKIPPED {NAME}: no right to make a network namespace, or no `unshare` or `ip`");
        return;
    };
    let output = command(unshare, "ip link set lo up && exec \"$0\" \"$@\"")
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", NAME, "--nocapture"])
        .env(INSIDE, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// The form of `unshare` that this machine allows: as root, or as the root of a user namespace.
fn unshare() -> Option<&'static str> {
    ["-n", "-rn"].into_iter().find(|flags| {
        command(flags, "ip link set lo up").output().is_ok_and(|output| output.status.success())
    })
}

fn command(flags: &str, script: &str) -> Command {
    let mut command = Command::new("unshare");
    command.args([flags, "sh", "-c", script]);
    command
}

/// Relay only, then direct, with no other interface than `lo` and no name asked for.
async fn inside() {
    let interfaces = fs::read_to_string("/proc/net/dev").unwrap();
    let up: Vec<_> = interfaces.lines().skip(2).filter_map(|line| line.split(':').next()).collect();
    let routes = fs::read_to_string("/proc/net/route").unwrap_or_default();
    assert!(up.iter().any(|name| name.trim() == "lo"));
    assert!(routes.lines().count() <= 1, "a route leads out");

    let (relay, names) = (relay().await, NameLog::default());
    let a = link(1, &relay, false, &names).await;
    let b = link(2, &relay, false, &names).await;
    let (mut to_b, mut to_a) = connect(&a, &b, Door::Rendezvous).await;
    both_ways(&mut to_b, &mut to_a).await;
    let (mut to_b, mut to_a) = connect(&a, &b, Door::Conversation).await;
    both_ways(&mut to_b, &mut to_a).await;
    assert_eq!(to_b.path.current(), Path::Relay);

    a.allow_direct(true).await.unwrap();
    b.allow_direct(true).await.unwrap();
    timeout(LIMIT, a.online()).await.expect("reaches the relay again");
    timeout(LIMIT, b.online()).await.expect("reaches the relay again");
    let (mut to_b, mut to_a) = connect(&a, &b, Door::Conversation).await;
    assert!(becomes(&*to_b.path, Path::Direct).await);
    both_ways(&mut to_b, &mut to_a).await;
    assert_eq!(names.asked(), Vec::<String>::new());
}
