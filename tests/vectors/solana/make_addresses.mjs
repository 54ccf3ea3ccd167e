// Makes addresses.json: keys of phrases, associated accounts, points off the curve, TransferChecked instructions and
// whole messages, by npm packages that share no code with the Rust crates. In a folder where they are
// installed: npm i @solana/web3.js@1 @solana/spl-token@0.4 ed25519-hd-key@2 bip39@3, then
// node make_addresses.mjs > addresses.json

import { createHash } from "node:crypto";
import { createRequire } from "node:module";

const require = createRequire(`${process.cwd()}/`);
const { Keypair, PublicKey, SystemProgram, Transaction, ComputeBudgetProgram } = require("@solana/web3.js");
const { createTransferCheckedInstruction, getAssociatedTokenAddressSync } = require("@solana/spl-token");
const { derivePath } = require("ed25519-hd-key");
const { mnemonicToSeedSync, entropyToMnemonic } = require("bip39");

const drawn = (...what) => createHash("sha256").update(what.join(":")).digest();
const pair = (...what) => Keypair.fromSeed(drawn(...what));
const version = (name) => {
  const path = `${process.cwd()}/node_modules/${name}/package.json`;
  return `${name} ${require(path).version}`;
};
const each = (count, row) => Array.from({ length: count }, (_, at) => row(at));

const phrases = ["abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about"]
  .concat(each(9, (at) => entropyToMnemonic(drawn("phrase", at).subarray(0, at % 2 ? 32 : 16).toString("hex"))));
const path = "m/44'/501'/0'/0'";
const derived = phrases.map((words) => {
  const seed = mnemonicToSeedSync(words).toString("hex");
  return { words, path, address: Keypair.fromSeed(derivePath(path, seed).key).publicKey.toBase58() };
});

const associated = each(40, (at) => {
  const owner = pair("owner", at).publicKey, mint = pair("mint", at).publicKey;
  return {
    owner: owner.toBase58(), mint: mint.toBase58(),
    account: getAssociatedTokenAddressSync(mint, owner).toBase58(),
  };
});

const points = each(200, (at) => {
  const key = new PublicKey(drawn("point", at));
  return { address: key.toBase58(), on_curve: PublicKey.isOnCurve(key.toBytes()) };
});

const plain = (instruction) => ({
  program: instruction.programId.toBase58(), data: Buffer.from(instruction.data).toString("hex"),
  accounts: instruction.keys.map((key) => [key.pubkey.toBase58(), key.isSigner, key.isWritable]),
});
const transfers = each(20, (at) => {
  const payer = pair("payer", at).publicKey, payee = pair("payee", at).publicKey, mint = pair("mint", at).publicKey;
  const amount = drawn("amount", at).readBigUInt64LE(), decimals = at % 10;
  const [from, to] = [payer, payee].map((owner) => getAssociatedTokenAddressSync(mint, owner));
  return {
    payer: payer.toBase58(), payee: payee.toBase58(), mint: mint.toBase58(), amount: amount.toString(), decimals,
    instruction: plain(createTransferCheckedInstruction(from, mint, to, payer, amount, decimals)),
  };
});

// SOL at even places, tokens at odd ones. This library sorts accounts by their texts, so the order may be another.
const messages = each(40, (at) => {
  const payer = pair("payer", at).publicKey, payee = pair("payee", at).publicKey, mint = pair("mint", at).publicKey;
  const [from, to] = [payer, payee].map((owner) => getAssociatedTokenAddressSync(mint, owner));
  const amount = 1_000_000 + at, decimals = 6, coin = at % 2 === 0;
  const message = new Transaction({ feePayer: payer, recentBlockhash: new PublicKey(drawn("hash", at)).toBase58() })
    .add(ComputeBudgetProgram.setComputeUnitLimit({ units: coin ? 1_000 : 20_000 }))
    .add(ComputeBudgetProgram.setComputeUnitPrice({ microLamports: 1_000 }))
    .add(coin ? SystemProgram.transfer({ fromPubkey: payer, toPubkey: payee, lamports: amount })
      : createTransferCheckedInstruction(from, mint, to, payer, amount, decimals))
    .compileMessage();
  return {
    payer: payer.toBase58(), payee: payee.toBase58(), amount: amount.toString(), decimals,
    mint: coin ? null : mint.toBase58(), message: message.serialize().toString("hex"),
  };
});

const packages = ["@solana/web3.js", "@solana/spl-token", "ed25519-hd-key", "bip39"].map(version).join(", ");
const source = `${packages} (npm), by make_addresses.mjs; the first phrase's address also as Phantom and other wallets show it`;
console.log(JSON.stringify({ source, derived, associated, points, transfers, messages }, null, 1));
