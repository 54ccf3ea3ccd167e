//! Which requests meet which fault, and what they are told: here for Solana, whose node takes long to build.

use super::*;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

fn asked(method: &str, params: &Value) -> Asked {
    let call = json!({"jsonrpc": "2.0", "id": 3, "method": method, "params": params});
    Asked {
        method: Method::POST,
        path: "/".to_owned(),
        content_type: None,
        body: Bytes::from(call.to_string()),
    }
}

fn forged(kind: Kind, lie: Lie, method: &str, result: &Value) -> Value {
    let asked = asked(method, &json!([]));
    let dialect = solana();
    assert!(dialect.meets(kind, &asked), "{method} meets {kind:?}");
    let told = Told::json(&json!({"jsonrpc": "2.0", "id": 3, "result": result}));
    let mut told = dialect.forged(&Armed { kind, left: 0, lie }, &asked, told).value().unwrap();
    told["result"].take()
}

fn token_account(amount: u64) -> Value {
    let mut data = vec![1_u8; 165];
    data[64..72].copy_from_slice(&amount.to_le_bytes());
    json!({"lamports": 5, "data": [STANDARD.encode(data), "base64"], "owner": "x"})
}

#[test]
fn solana_is_of_another_network() {
    let told = forged(Kind::WrongChain, Lie::More, "getGenesisHash", &json!("truth"));
    assert_eq!(bs58::decode(told.as_str().unwrap()).into_vec().unwrap().len(), 32);
    for method in ["getBalance", "sendTransaction", "getSlot"] {
        assert!(!solana().meets(Kind::WrongChain, &asked(method, &json!([]))));
    }
}

#[test]
fn solana_lies_of_coins_and_of_tokens() {
    let lie = |lie, method, value: Value| {
        forged(Kind::LyingBalance, lie, method, &json!({"context": {"slot": 1}, "value": value}))["value"]
            .take()
    };
    assert_eq!(lie(Lie::More, "getBalance", json!(7)), 1_000_000_007);
    assert_eq!(lie(Lie::Nothing, "getBalance", json!(7)), 0);
    let token = lie(Lie::More, "getTokenAccountBalance", json!({"amount": "7", "decimals": 9}));
    assert_eq!(token, json!({"amount": "1000000007", "decimals": 9}));
    let mut more = token_account(1_000_000_007);
    more["lamports"] = json!(1_000_000_005);
    assert_eq!(lie(Lie::More, "getAccountInfo", token_account(7)), more);
    assert_eq!(lie(Lie::More, "getMultipleAccounts", json!([null, token_account(7)])), json!([null, more]));
    assert_eq!(lie(Lie::Nothing, "getMultipleAccounts", json!([token_account(7)])), json!([null]));
    let coins = json!({"lamports": 5, "data": ["", "base64"], "owner": "x"});
    assert_eq!(lie(Lie::More, "getAccountInfo", coins)["lamports"], 1_000_000_005);
}

#[test]
fn a_solana_broadcast_is_answered_with_its_first_signature() {
    let mut bytes = vec![1_u8];
    bytes.extend([9; 64]);
    bytes.extend([3; 40]);
    let id = bs58::encode([9; 64]).into_string();
    let (base64, base58) = (STANDARD.encode(&bytes), bs58::encode(&bytes).into_string());
    for params in [json!([base64, {"encoding": "base64"}]), json!([base58]), json!([base58, {}])] {
        let asked = asked("sendTransaction", &params);
        assert!(solana().meets(Kind::DroppedBroadcast, &asked));
        assert_eq!(solana().swallowed(&asked).unwrap().value().unwrap()["result"], id);
    }
    assert!(solana().swallowed(&asked("sendTransaction", &json!(["00"]))).is_none());
}

#[test]
fn an_error_of_the_node_is_no_place_for_a_lie() {
    let asked = asked("getBalance", &json!([]));
    let error = json!({"jsonrpc": "2.0", "id": 3, "error": {"code": -32602}});
    let armed = Armed { kind: Kind::LyingBalance, left: 0, lie: Lie::More };
    let told = solana().forged(&armed, &asked, Told::json(&error));
    assert_eq!(told.value().unwrap(), error);
}
