#!/usr/bin/env python3
"""Makes messages.json: payments of the one form that core/chains/solana writes, put together and signed by the PyPI
packages `solders` and `solana` (spl.token). Keys, amounts and hashes are made of SHA-256 over a number, so that the
file comes out the same every time. Run: python3 make_messages.py > messages.json
"""

import hashlib
import json
from importlib.metadata import version

from solders.compute_budget import set_compute_unit_limit, set_compute_unit_price
from solders.hash import Hash
from solders.keypair import Keypair
from solders.message import Message
from solders.pubkey import Pubkey
from solders.system_program import TransferParams, transfer
from solders.transaction import Transaction
from spl.token.constants import ASSOCIATED_TOKEN_PROGRAM_ID, TOKEN_PROGRAM_ID
from spl.token.instructions import (
    create_idempotent_associated_token_account,
    get_associated_token_address,
    transfer_checked,
)
from spl.token.models import TransferCheckedParams


def drawn(*what):
    return hashlib.sha256(":".join(str(part) for part in what).encode()).digest()


def number(*what):
    return int.from_bytes(drawn(*what)[:8], "little")


def payment(at):
    payer, payee = Keypair.from_seed(drawn("payer", at)), Keypair.from_seed(drawn("payee", at)).pubkey()
    kind = ["coin", "token", "token_made"][at % 3]
    amount = 1 + number("amount", at) % [10**6, 10**12, 2**64 - 2][at % 3]
    price = [1000, number("price", at) % 1_000_000][at % 2]
    blockhash = Hash(drawn("blockhash", at))
    mint, decimals = Keypair.from_seed(drawn("mint", at)).pubkey(), number("decimals", at) % 10
    if at % 10 == 9:
        payee = payer.pubkey()
    limit, paid = 1_000, []
    if kind == "coin":
        paid = [transfer(TransferParams(from_pubkey=payer.pubkey(), to_pubkey=payee, lamports=amount))]
    else:
        limit = 20_000
        if kind == "token_made":
            seeds = [bytes(payee), bytes(TOKEN_PROGRAM_ID), bytes(mint)]
            _, bump = Pubkey.find_program_address(seeds, ASSOCIATED_TOKEN_PROGRAM_ID)
            limit += 45_000 + 1_500 * (255 - bump)
            paid.append(create_idempotent_associated_token_account(payer.pubkey(), payee, mint))
        paid.append(transfer_checked(TransferCheckedParams(
            program_id=TOKEN_PROGRAM_ID, source=get_associated_token_address(payer.pubkey(), mint), mint=mint,
            dest=get_associated_token_address(payee, mint), owner=payer.pubkey(), amount=amount,
            decimals=decimals, signers=[])))
    instructions = [set_compute_unit_limit(limit), set_compute_unit_price(price), *paid]
    message = Message.new_with_blockhash(instructions, payer.pubkey(), blockhash)
    signed = Transaction([payer], message, blockhash)
    row = {
        "kind": kind, "seed": payer.secret().hex(), "payer": str(payer.pubkey()), "payee": str(payee), "amount": str(amount),
        "unit_limit": limit, "unit_price": price, "blockhash": str(blockhash),
        "message": bytes(message).hex(), "signature": str(signed.signatures[0]),
        "transaction": bytes(signed).hex(),
    }
    if kind != "coin":
        row |= {"mint": str(mint), "decimals": decimals}
    return row


source = ", ".join(f"{name} {version(name)} (PyPI)" for name in ["solders", "solana"])
print(json.dumps({"source": f"{source}, by make_messages.py", "payments": [payment(at) for at in range(60)]}, indent=1))
