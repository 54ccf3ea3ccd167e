"""Writes signed.json: transactions of every type that is carried, signed by eth-account.

    pip install eth-account==0.14.0 && python make_signed.py > signed.json

Everything is fixed: keys are hashes of their number, and signatures are deterministic (RFC 6979).
"""

import json
from importlib.metadata import version

from eth_account import Account
from eth_utils import keccak, to_checksum_address

GWEI = 10**9
ETHER = 10**18


def key(number):
    return keccak(text=f"tongtong ethereum vector key {number}")


def address(number):
    return to_checksum_address(keccak(text=f"tongtong ethereum vector address {number}")[12:])


def word(number):
    return "0x" + keccak(text=f"tongtong ethereum vector word {number}").hex().removeprefix("0x")


def market(number, chain_id=1, **members):
    """Type 2: EIP-1559."""
    tx = {
        "type": "0x2",
        "nonce": number,
        "to": address(number),
        "value": ETHER,
        "gas": 21000,
        "maxFeePerGas": 30 * GWEI,
        "maxPriorityFeePerGas": GWEI,
    }
    return number, chain_id, {**tx, **members}


def fixed(number, kind, chain_id=1, **members):
    """Type 0 (EIP-155) or 1 (EIP-2930)."""
    tx = {"nonce": number, "to": address(number), "value": ETHER, "gas": 21000, "gasPrice": 20 * GWEI}
    if kind is not None:
        tx["type"] = kind
    return number, chain_id, {**tx, **members}


def listed(*lengths):
    return [
        {"address": address(100 + at), "storageKeys": [word(10 * at + slot) for slot in range(length)]}
        for at, length in enumerate(lengths)
    ]


CASES = [
    ("a plain transfer", market(0)),
    ("nothing sent", market(1, value=0)),
    ("one wei", market(2, value=1)),
    ("127 wei, the last single byte", market(3, value=127)),
    ("128 wei, the first with a head", market(4, value=128)),
    ("the largest value of 128 bits", market(5, value=2**128 - 1)),
    ("the largest value of 256 bits", market(6, value=2**256 - 1)),
    ("nonce 0 at price 0", market(7, nonce=0, maxFeePerGas=0, maxPriorityFeePerGas=0)),
    ("the largest nonce", market(8, nonce=2**64 - 2)),
    ("gas of 63 bits", market(9, gas=2**63 - 1)),
    ("priority equal to the whole fee", market(10, maxFeePerGas=7 * GWEI, maxPriorityFeePerGas=7 * GWEI)),
    ("a fee below one gwei", market(11, maxFeePerGas=1, maxPriorityFeePerGas=1)),
    ("one byte of data", market(12, data="0x00", gas=21004)),
    ("one byte of data above 127", market(13, data="0xff", gas=21016)),
    ("55 bytes of data", market(14, data="0x" + "ab" * 55, gas=30000)),
    ("56 bytes of data", market(15, data="0x" + "ab" * 56, gas=30000)),
    ("a kilobyte of data", market(16, data="0x" + "0102" * 512, gas=60000)),
    ("a token's transfer", market(17, value=0, gas=65000, data="0xa9059cbb" + address(40)[2:].lower().rjust(64, "0") + hex(10**6)[2:].rjust(64, "0"))),
    ("an access list without keys", market(18, accessList=listed(0), gas=23400)),
    ("an access list of one key", market(19, accessList=listed(1), gas=25300)),
    ("an access list of many", market(20, accessList=listed(3, 0, 2), gas=60000)),
    ("an access list and data", market(21, accessList=listed(2, 2), data="0xdeadbeef", gas=60000)),
    ("an empty access list", market(22, accessList=[])),
    ("a contract made", market(23, to=None, value=0, data="0x600160005500", gas=100000)),
    ("a contract made with money", market(24, to=None, data="0x60006000f3", gas=100000)),
    ("chain 31337", market(25, chain_id=31337)),
    ("chain 11155111", market(26, chain_id=11155111)),
    ("a chain id of 53 bits", market(27, chain_id=2**53 - 1)),
    ("to the zero address", market(28, to="0x" + "00" * 20)),
    ("legacy without a type", fixed(29, None)),
    ("legacy with its type", fixed(30, "0x0")),
    ("legacy on chain 61", fixed(31, None, chain_id=61)),
    ("legacy on a chain id of 32 bits", fixed(32, None, chain_id=2**32 - 1)),
    ("legacy with data", fixed(33, None, data="0x" + "cd" * 100, gas=50000)),
    ("legacy making a contract", fixed(34, None, to=None, value=0, data="0x6000", gas=90000)),
    ("legacy, nothing sent, nonce 0", fixed(35, None, nonce=0, value=0)),
    ("type 1 without an access list", fixed(36, "0x1", accessList=[])),
    ("type 1 with one", fixed(37, "0x1", accessList=listed(2, 1), gas=60000)),
    ("type 1 on chain 31337", fixed(38, "0x1", chain_id=31337, accessList=listed(0), data="0x01", gas=60000)),
]


def in_json(tx):
    """The JSON-RPC form: quantities as 0x."""
    numbers = {"nonce", "value", "gas", "gasPrice", "maxFeePerGas", "maxPriorityFeePerGas"}
    return {name: hex(value) if name in numbers else value for name, value in tx.items()}


def entry(name, case):
    number, chain_id, tx = case
    given = {member: value for member, value in tx.items() if value is not None}
    given.setdefault("to", "")
    if given.get("type") == "0x0":
        # eth-account knows a legacy transaction by its gas price alone.
        del given["type"]
    signed = Account.sign_transaction({**given, "chainId": chain_id}, key(number))
    return {
        "name": name,
        "chain_id": chain_id,
        "key": key(number).hex(),
        "from": Account.from_key(key(number)).address,
        "tx": in_json(tx),
        "hash": signed.hash.hex(),
        "raw": signed.raw_transaction.hex(),
    }


print(
    json.dumps(
        {
            "source": f"signed by eth-account {version('eth-account')} (PyPI) as make_signed.py asks; ethers 6.17.0 (npm) gives the same bytes for all but the largest nonce, which JavaScript cannot hold",
            "tests": [entry(name, case) for name, case in CASES],
        },
        indent=1,
    )
)
