//! The known-answer tool's page of help.

/// Code and text.
pub(in crate::texts) const TABLE: crate::texts::Table = &[("help.kat.examples", PAGE)];

const PAGE: &str = r#"One question in JSON on a line of standard input, one answer on a line of standard output, in
order. A line without an answer is answered by {"error":{"code":CODE,"message":TEXT}}, and the
next is read. The end of the input ends it, with exit code 0. A line has at most 1 MiB.

The networks are the main nets, where no mint is named. With --profile FILE, networks, assets
and mints are those of the profile (TONGTONG_PROFILE names it too). One that is missing or wrong
ends the tool before the first line, with exit code 2. Nothing is read or written besides, and
under one profile the same line always has the same answer.

Chains are named ttc, btc, eth, sol in questions; ttchain, bitcoin, ethereum, solana in answers.
Amounts and slates may be numbers or texts of digits; bytes are hex. Other fields are errors.

Addresses
  {"op":"address","chain":"ttc|btc|eth|sol","words":"...","passphrase":"","account":0,"index":0}
    -> address, public_key (hex), path
    words: BIP-39, English or Korean; passphrase, account and index may be left out.
    ttc m/44'/666'/account'/0/index, btc m/84'/0'/account'/0/index,
    eth m/44'/60'/account'/0/index, sol m/44'/501'/account'/0' (index 0);
    666' is the profile's coin type, and btc has 1' on test networks
  {"op":"address","chain":"ttc","key":"<64 hex digits>"}
    -> address, public_key (hex), public_key_text, wif
  {"op":"check","text":"..."}
    -> chain, kind, address; or why it is nothing that can be paid
    kind: address, sub_address, public_key, contract, script, mint, wif. A contract, a script, a
    mint and a wif have no address; a wif has no chain: it may be TTChain's or Bitcoin's. Only a
    mint that a profile names is known as one.
    A balance id of TTChain looks exactly like an address.
  {"op":"route","family":"TTC|TTM|TTMI|BTC|ETH|SOL","to":"..."}
    -> chain, asset: where money of the family goes by this address, or why it cannot, with the
    wallet's own code. TTCL is another name of TTC; error payee_other_chain has a field chain.
    With a profile the families are its assets.

TTChain
  {"op":"ttc.balance_id","owner":"TTC...","asset_id":0,"slate_id":"0"}
    -> balance_id (hex), balance_id_text; slate_id may be left out
  {"op":"ttc.pack","tx":{...}}
    -> unsigned (hex)
    tx: the node's JSON form. A number in reserved is of TTChain 2.0; without it the bytes are
    those of 1.0 as well. Signatures in it are left out.
  {"op":"ttc.unpack","hex":"...","signed":true|false,"layout":"v1|v2"}
    -> tx, with signatures if signed
    layout may be left out, and is the network's then: v2. A byte 0 or 1 behind the expiration
    tells whether a reserved number follows, so that v2 reads both. v1 refuses the number.
  {"op":"ttc.sign","chain_id":"<64 hex digits>","tx":{...},"keys":["<64 hex digits>",...]}
    -> digest, signatures, signed (hex), id
    one signature for each key, in their order: RFC 6979, low s, both halves in [2^247, 2^255)
  {"op":"ttc.fee","asset":"TTC","amount":"1000000"}
    -> fee, asset: what a transfer of so many units costs, and of what

Ethereum
  {"op":"eth.sign","chain_id":1,"tx":{...},"key":"<64 hex digits>"}
    -> hash, raw (0x and hex): RFC 6979, low s
    tx: the JSON-RPC form, with data or input; a gasPrice and no type is a legacy one (EIP-155);
    its numbers are 0x quantities. key may begin with 0x.

Example:
  echo '{"op":"check","text":"TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk"}' | tongtong kat
  {"address":"TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk","chain":"ttchain","kind":"address"}"#;
