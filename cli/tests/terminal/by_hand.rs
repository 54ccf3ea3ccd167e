//! Two people, two terminals, one world: the story by hand.

use crate::drawing;
use crate::world::{Running, World, refusal};
use std::process::Stdio;

#[test]
fn two_people_do_the_story_by_hand() {
    let mut world = World::start();
    world.signed_up("alex", "010-2345-6789", "Alex");
    world.signed_up("jimin", "+82 10 9876 5432", "지민");

    let mut alex = Running::start(world.of("alex", &["listen"]));
    alex.line(|line| line.starts_with("Online"));
    let asked = world.done("jimin", &["contacts", "add", "０１０-2345-6789", "안녕"]);
    assert!(asked.contains("arrived"), "{asked}");
    alex.line(|line| line.contains("지민 asks to be your contact"));
    beside_the_writer(&world, alex.pid());
    alex.types("/accept 지민");
    alex.line(|line| line.contains("is a contact now"));

    let jimin = Running::start(world.of("jimin", &["listen"]));
    jimin.line(|line| line.contains("(accepted)"));
    let known = || world.json("jimin", &["contacts"])["contacts"][0]["name"] == "Alex";
    assert!((0..100).any(|_| known()), "the contact card comes");
    drop(jimin);
    let safety = |who| world.json(who, &["contacts"])["contacts"][0]["safety_number"].clone();
    assert_eq!(safety("alex"), safety("jimin"));

    let said = world.json("jimin", &["chat", "Alex", "점심 먹을래?"]);
    assert_eq!(said["message"]["state"], "delivered");
    alex.line(|line| line.contains("지민: 점심 먹을래?"));
    assert_eq!(alex_leaves(alex), 0);
    let waits = world.json("jimin", &["chat", "Alex", "자리에 없네", "--wait", "1"]);
    assert_eq!(waits["message"]["state"], "waiting");

    money(&mut world);
}

fn alex_leaves(mut alex: Running) -> i32 {
    alex.types("/quit");
    alex.leaves()
}

/// Reading works beside a running device; writing says who holds the folder.
fn beside_the_writer(world: &World, pid: u32) {
    let people = world.json("alex", &["contacts"]);
    assert_eq!(people["contacts"][0]["state"], "asking");
    assert!(world.done("alex", &["chat", "지민", "--show"]).contains("안녕"));
    let output = world.of("alex", &["contacts", "accept", "지민"]).stdin(Stdio::null()).output().unwrap();
    assert_eq!(refusal(&output), "store_held");
    assert!(String::from_utf8_lossy(&output.stderr).contains(&pid.to_string()));
}

/// Words, a conversation with `/pay`, a balance, a history, a wallet that comes back.
fn money(world: &mut World) {
    let made = world.done("alex", &["wallet", "new", "--words", "ko"]);
    assert_eq!(
        made.lines().filter(|line| line.trim_start().starts_with(|c: char| c.is_ascii_digit())).count(),
        12
    );
    let hidden = world.json("jimin", &["wallet", "new", "--words", "ko"]);
    assert_eq!(hidden, serde_json::json!({ "count": 12 }));
    let address = drawn_address(world);
    world.gives(&address);
    let came = || world.json("jimin", &["balance"])["balances"][0]["confirmed"] == "1000";
    assert!((0..40).any(|_| came()), "the money comes");

    let mut alex = Running::start(world.of("alex", &["chat", "지민"]));
    alex.line(|line| line.starts_with("Chat with 지민"));
    let mut jimin = Running::start(world.of("jimin", &["chat", "Alex"]));
    jimin.line(|line| line.starts_with("Chat with Alex"));
    alex.line(|line| line.contains("자리에 없네"));
    alex.types("Here I am!");
    jimin.line(|line| line.contains("Alex: Here I am!"));
    alex.line(|line| line.contains("✓✓ read"));
    jimin.types("/lock");
    jimin.line(|line| line.starts_with("Locked"));
    jimin.types("/pay 10 TTC");
    jimin.line(|line| line.contains("error[locked]"));
    jimin.types("/unlock");
    jimin.line(|line| line.starts_with("Unlocked"));
    jimin.types("/pay 10 TTC 점심값");
    jimin.line(|line| line.contains("fee     0.1 TTC"));
    jimin.line(|line| line.contains("digest"));
    jimin.types("y");
    jimin.line(|line| line.starts_with("In a block"));
    alex.line(|line| line.contains("+10 TTC") && line.contains("in a block"));
    jimin.types("/quit");
    assert_eq!(jimin.leaves(), 0);
    assert_eq!(alex_leaves(alex), 0);

    assert_eq!(world.json("jimin", &["balance"])["balances"][0]["confirmed"], "989.9");
    assert_eq!(world.json("alex", &["balance"])["balances"][0]["confirmed"], "10");
    let review = world.json("jimin", &["send", "1", "TTC", "to", "Alex", "--dry-run"]);
    assert_eq!(review["review"]["fee"], "0.1");
    let bytes = review["unsigned"].as_str().unwrap();
    assert!(bytes.len() > 200 && bytes.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let paid = world.json("jimin", &["send", "1", "TTC", "to", "Alex", "--yes"]);
    assert_eq!(paid["payment"]["state"], "confirmed");
    let history = world.json("jimin", &["history"]);
    let amounts: Vec<&str> =
        history["payments"].as_array().unwrap().iter().map(|row| row["amount"].as_str().unwrap()).collect();
    assert_eq!(amounts, ["1", "10", "1000"]);
    another_asset(world);
    restored(world);
}

/// The address of jimin's wallet, which the drawing below it carries; a program gets no drawing.
fn drawn_address(world: &World) -> String {
    let shown = world.done("jimin", &["wallet", "address", "--qr"]);
    let (address, drawing) = shown.split_once('\n').unwrap();
    assert_eq!(drawing::read(drawing).as_deref(), Some(address));
    let told = world.json("jimin", &["wallet", "address", "--qr"]);
    assert_eq!(told, serde_json::json!({ "address": address }));
    assert_eq!(world.done("jimin", &["wallet", "address"]), format!("{address}\n"));
    address.to_owned()
}

/// TTM beside TTC: the faucet names it, its fee is paid in TTC, and each is shown with its name.
fn another_asset(world: &mut World) {
    let address = world.json("jimin", &["wallet", "address"])["address"].as_str().unwrap().to_owned();
    world.gives_of(&address, "500 ttm");
    let held = |world: &World, asset: &str| {
        let balances = world.json("jimin", &["balance"])["balances"].take();
        let found = balances.as_array().unwrap().iter().find(|balance| balance["asset"] == asset);
        found.unwrap()["confirmed"].as_str().unwrap().to_owned()
    };
    assert!((0..40).any(|_| held(world, "TTM") == "500"), "the money comes");
    let shown = world.done("jimin", &["send", "20", "ttm", "to", "Alex", "--dry-run"]);
    for line in ["amount  20 TTM", "fee     0.1 TTC", "500 TTM", "480 TTM  (a fresh"] {
        assert!(shown.contains(line), "{line}: {shown}");
    }
    let paid = world.json("jimin", &["send", "20", "TTM", "to", "Alex", "--yes"])["payment"].take();
    assert_eq!((&paid["state"], &paid["amount"]), (&"confirmed".into(), &"20".into()));
    assert_eq!((&paid["fee"], &paid["fee_asset"]), (&"0.1".into(), &"TTC".into()));
    assert_eq!(
        (held(world, "TTM"), held(world, "TTC"), held(world, "TTMI")),
        ("480".into(), "988.7".into(), "0".into())
    );
    let history = world.done("jimin", &["history"]);
    let newest = history.lines().next().unwrap();
    assert!(newest.contains("20 TTM") && newest.contains("(fee 0.1 TTC)"), "{newest}");
    let too_much = ["send", "481", "TTM", "to", "Alex", "--yes"];
    let refused = world.of("jimin", &too_much).stdin(Stdio::null()).output().unwrap();
    assert_eq!(refusal(&refused), "not_enough");
}

/// The words that are shown again bring the wallet back in another folder.
fn restored(world: &World) {
    let words = world.json("jimin", &["wallet", "words", "--reveal"]);
    let words: Vec<&str> =
        words["words"].as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect();
    let file = world.dir.path().join("words");
    std::fs::write(&file, words.join(" ")).unwrap();
    world.signed_up("again", "010-5555-6666", "지민");
    world.done("again", &["wallet", "restore", "--words-file", file.to_str().unwrap()]);
    assert_eq!(world.json("again", &["balance"])["balances"][0]["confirmed"], "988.7");
}
