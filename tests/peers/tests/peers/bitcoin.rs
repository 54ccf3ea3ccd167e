//! What a wallet needs of Bitcoin: btcd behind the index of a block explorer.

use crate::driver::Peers;
use bitcoin::absolute::LockTime;
use bitcoin::consensus::encode::{deserialize_hex, serialize_hex};
use bitcoin::key::CompressedPublicKey;
use bitcoin::secp256k1::{Message, Secp256k1, SecretKey};
use bitcoin::sighash::{EcdsaSighashType, SighashCache};
use bitcoin::transaction::Version;
use bitcoin::{
    Address, Amount, KnownHrp, MerkleBlock, OutPoint, ScriptBuf, Sequence, Transaction, TxIn, TxOut, Txid,
    Witness,
};
use serde_json::{Value, json};

const FUNDED: u64 = 2_500_000_000;
const FEE: u64 = 1_000;

/// A key and its address.
struct Purse {
    key: SecretKey,
    address: Address,
}

impl Purse {
    fn new(seed: u8) -> Self {
        let key = SecretKey::from_slice(&[seed; 32]).unwrap();
        let public = CompressedPublicKey(key.public_key(&Secp256k1::new()));
        Self { key, address: Address::p2wpkh(&public, KnownHrp::Regtest) }
    }

    /// Spends an output of this purse, whole.
    fn spend(&self, output: (&str, u64, u64), to: &Address, amount: u64) -> Transaction {
        let (id, vout, value) = output;
        let (id, vout): (Txid, u32) = (id.parse().unwrap(), vout.try_into().unwrap());
        let unsigned = Transaction {
            version: Version::TWO,
            lock_time: LockTime::ZERO,
            input: vec![TxIn {
                previous_output: OutPoint { txid: id, vout },
                script_sig: ScriptBuf::new(),
                sequence: Sequence::MAX,
                witness: Witness::new(),
            }],
            output: vec![TxOut { value: Amount::from_sat(amount), script_pubkey: to.script_pubkey() }],
        };
        let secp = Secp256k1::new();
        let mut cache = SighashCache::new(unsigned);
        let (script, value) = (self.address.script_pubkey(), Amount::from_sat(value));
        let digest = cache.p2wpkh_signature_hash(0, &script, value, EcdsaSighashType::All).unwrap();
        let signature = secp.sign_ecdsa(&Message::from(digest), &self.key);
        let signature = bitcoin::ecdsa::Signature::sighash_all(signature);
        *cache.witness_mut(0).unwrap() = Witness::p2wpkh(&signature, &self.key.public_key(&secp));
        cache.into_transaction()
    }
}

#[tokio::test]
async fn an_address_is_funded_and_spends_and_the_index_tells_each_step() {
    let mut peers = Peers::start(&["bitcoin"]).await;
    let ready = peers.ready("bitcoin");
    let url = ready["url"].as_str().unwrap().to_owned();
    assert_eq!(ready["network"], json!({"network": "regtest"}));
    let at = |path: &str| format!("{url}{path}");
    let (ours, theirs) = (Purse::new(9), Purse::new(10));
    let (our_path, their_path) =
        (format!("/address/{}", ours.address), format!("/address/{}", theirs.address));

    // The tip, and blocks by height.
    let (_, height) = peers.get(&at("/blocks/tip/height")).await;
    let (_, hash) = peers.get(&at("/blocks/tip/hash")).await;
    assert_eq!(peers.get(&at(&format!("/block-height/{height}"))).await, (200, hash));
    assert_eq!(peers.get(&at("/block-height/0")).await, (200, ready["genesis"].as_str().unwrap().to_owned()));
    assert_eq!(peers.get(&at("/block-height/99999")).await, (404, "Block not found".to_owned()));

    // The height stands in the first transaction of the block, and a path leads from there to its header.
    let (_, tip) = peers.get(&at("/blocks/tip/hash")).await;
    let (_, first) = peers.get(&at(&format!("/block/{tip}/txid/0"))).await;
    let (_, proof) = peers.get(&at(&format!("/tx/{first}/merkleblock-proof"))).await;
    let block: MerkleBlock = deserialize_hex(&proof).unwrap();
    let (mut ids, mut places) = (Vec::new(), Vec::new());
    block.extract_matches(&mut ids, &mut places).unwrap();
    assert_eq!((block.header.block_hash().to_string(), ids[0].to_string(), places), (tip, first, vec![0]));
    let nowhere = "11".repeat(32);
    assert_eq!(peers.get(&at(&format!("/block/{nowhere}/txid/0"))).await.0, 404);
    assert_eq!(peers.get(&at(&format!("/tx/{nowhere}/merkleblock-proof"))).await.0, 404);

    // Nothing yet.
    assert_eq!(peers.page(&at(&format!("{our_path}/utxo"))).await, json!([]));
    assert_eq!(peers.page(&at(&our_path)).await["chain_stats"]["tx_count"], 0);
    assert_eq!(peers.page(&at("/fee-estimates")).await, json!({}));

    // Funded, first without a block.
    let fund = |confirm: bool| {
        json!({"cmd": "fund", "id": 5, "chain": "bitcoin", "to": ours.address.to_string(),
            "units": FUNDED.to_string(), "confirm": confirm})
    };
    let done = peers.obey(fund(false)).await;
    assert_eq!((&done["id"], &done["cmd"]), (&json!(5), &json!("fund")));
    let paid = done["tx"].as_str().unwrap().to_owned();
    let listed = peers.page(&at(&format!("{our_path}/utxo"))).await;
    assert_eq!(listed[0]["status"], json!({"confirmed": false}));
    assert_eq!(peers.page(&at(&our_path)).await["mempool_stats"]["funded_txo_sum"], FUNDED);
    let mined = peers.obey(json!({"cmd": "mine", "chain": "bitcoin", "blocks": 1})).await;
    let listed = peers.page(&at(&format!("{our_path}/utxo"))).await;
    assert_eq!(listed.as_array().unwrap().len(), 1);
    let output = listed[0].clone();
    assert_eq!((&output["txid"], &output["value"]), (&json!(paid), &json!(FUNDED)));
    assert_eq!(output["status"]["block_height"], mined["height"]);
    assert_eq!(peers.get(&at("/blocks/tip/hash")).await.1, output["status"]["block_hash"].as_str().unwrap());
    let sums = peers.page(&at(&our_path)).await;
    assert_eq!(sums["chain_stats"]["funded_txo_sum"], FUNDED);
    assert_eq!(sums["mempool_stats"]["tx_count"], 0);

    // Spent to another.
    let vout = output["vout"].as_u64().unwrap();
    let payment = ours.spend((&paid, vout, FUNDED), &theirs.address, FUNDED - FEE);
    let (id, hex) = (payment.compute_txid().to_string(), serialize_hex(&payment));
    let outspend = at(&format!("/tx/{paid}/outspend/{vout}"));
    assert_eq!(peers.page(&outspend).await, json!({"spent": false}));
    let balance = |of: &Purse| json!({"cmd": "balance", "chain": "bitcoin", "of": of.address.to_string()});
    assert_eq!(peers.obey(balance(&ours)).await["units"], FUNDED.to_string());
    assert_eq!(peers.page(&at(&format!("/tx/{id}/status"))).await, json!({"confirmed": false}));
    assert_eq!(peers.get(&at(&format!("/tx/{id}/hex"))).await, (404, "Transaction not found".to_owned()));
    assert_eq!(peers.post(&at("/tx"), &hex).await, (200, id.clone()));
    assert_eq!(peers.post(&at("/tx"), &hex).await, (200, id.clone()), "once more is no error");
    assert_eq!(peers.get(&at(&format!("/tx/{id}/hex"))).await, (200, hex.clone()));
    assert_eq!(peers.page(&at(&format!("{our_path}/utxo"))).await, json!([]));
    let spent = peers.page(&outspend).await;
    assert_eq!(spent, json!({"spent": true, "txid": id, "vin": 0, "status": {"confirmed": false}}));
    assert_eq!(peers.obey(balance(&ours)).await["units"], FUNDED.to_string(), "no block has it");
    peers.obey(json!({"cmd": "mine", "chain": "bitcoin"})).await;
    assert_eq!(peers.page(&outspend).await["status"]["confirmed"], true);
    assert_eq!(peers.page(&at(&format!("/tx/{id}/status"))).await["confirmed"], true);
    let listed = peers.page(&at(&format!("{their_path}/utxo"))).await;
    assert_eq!(listed[0]["value"], FUNDED - FEE);
    assert_eq!(peers.obey(balance(&ours)).await["units"], "0");
    assert_eq!(peers.obey(balance(&theirs)).await["units"], (FUNDED - FEE).to_string());

    // The histories of both sides, the newest first, and the page of the payment.
    let ids = |history: Value| -> Vec<Value> {
        history.as_array().unwrap().iter().map(|entry| entry["txid"].clone()).collect()
    };
    assert_eq!(ids(peers.page(&at(&format!("{our_path}/txs"))).await), [json!(id), json!(paid)]);
    assert_eq!(ids(peers.page(&at(&format!("{our_path}/txs/chain/{id}"))).await), [json!(paid)]);
    assert_eq!(ids(peers.page(&at(&format!("{their_path}/txs"))).await), [json!(id)]);
    let page = peers.page(&at(&format!("/tx/{id}"))).await;
    assert_eq!(page["fee"], FEE);
    assert_eq!(page["vin"][0]["prevout"]["scriptpubkey_address"], ours.address.to_string());
    assert_eq!(page["vout"][0]["scriptpubkey_address"], theirs.address.to_string());
    assert_eq!(page["vout"][0]["scriptpubkey_type"], "v0_p2wpkh");

    // What cannot be taken.
    let (status, text) = peers.post(&at("/tx"), &hex).await;
    assert_eq!(status, 400, "in a block already");
    assert!(text.starts_with(r#"sendrawtransaction RPC error: {"code":-27,"#), "{text}");
    let twice = ours.spend((&paid, vout, FUNDED), &ours.address, FUNDED - 2 * FEE);
    let (status, text) = peers.post(&at("/tx"), &serialize_hex(&twice)).await;
    assert_eq!(status, 400, "spent already");
    assert!(text.starts_with(r#"sendrawtransaction RPC error: {"code":-25,"#), "{text}");
    let mut unsigned: Transaction = deserialize_hex(&hex).unwrap();
    let theirs_now = listed[0]["txid"].as_str().unwrap();
    unsigned.input[0].previous_output = OutPoint { txid: theirs_now.parse().unwrap(), vout: 0 };
    let (status, text) = peers.post(&at("/tx"), &serialize_hex(&unsigned)).await;
    assert_eq!(status, 400, "signed by another");
    assert!(text.starts_with(r#"sendrawtransaction RPC error: {"code":-26,"#), "{text}");
    assert_eq!(peers.post(&at("/tx"), "no hex").await.0, 400);
    assert_eq!(peers.get(&at("/address/nobody")).await, (400, "Invalid Bitcoin address".to_owned()));
    assert_eq!(peers.get(&at("/nothing")).await.0, 404);
    peers.stop().await;
}

#[tokio::test]
async fn blocks_come_alone_when_told_to_and_a_fee_estimate_can_be_set() {
    let mut peers = Peers::start(&["bitcoin"]).await;
    let url = peers.ready("bitcoin")["url"].as_str().unwrap().to_owned();
    peers.obey(json!({"cmd": "mining", "chain": "bitcoin", "auto": true})).await;
    let to = Purse::new(11).address.to_string();
    let fund = json!({"cmd": "fund", "chain": "bitcoin", "to": to, "units": "70000", "confirm": false});
    let id = peers.obey(fund).await["tx"].as_str().unwrap().to_owned();
    let end = tokio::time::Instant::now() + crate::driver::PATIENCE;
    while peers.page(&format!("{url}/tx/{id}/status")).await["confirmed"] != true {
        assert!(tokio::time::Instant::now() < end, "waited in vain for a block");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    peers.obey(json!({"cmd": "fees", "rates": {"1": 20.5, "6": 4.0}})).await;
    assert_eq!(peers.page(&format!("{url}/fee-estimates")).await, json!({"1": 20.5, "6": 4.0}));
    peers.obey(json!({"cmd": "fees"})).await;
    assert_ne!(peers.page(&format!("{url}/fee-estimates")).await, json!({"1": 20.5, "6": 4.0}));
    peers.stop().await;
}

#[tokio::test]
async fn the_faucet_pays_again_and_again_until_it_holds_too_little() {
    let mut peers = Peers::start(&["bitcoin"]).await;
    let to = Purse::new(12).address.to_string();
    let fund = |units: &str| json!({"cmd": "fund", "chain": "bitcoin", "to": to, "units": units});
    for _ in 0..5 {
        peers.obey(fund("9000000000")).await;
    }
    assert_eq!(peers.tell(fund("2100000000000000")).await["code"], "not_enough");
    assert_eq!(peers.tell(fund("1")).await["code"], "node_refused", "dust");
    let other_network = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";
    let wrong = json!({"cmd": "fund", "chain": "bitcoin", "to": other_network, "units": "70000"});
    assert_eq!(peers.tell(wrong).await["code"], "unreadable");
    peers.stop().await;
}
