"""A second client of the ballot protocol, written from docs/protocol.md alone.

    python tests/stranger/client.py '<the link of the mail>' canteen=4 comment='Longer lunch breaks' [code=...]

It shares no code with Pulse. It keeps nothing on disk: whoever wants to survive a power cut stores
`Ballot.outer` and `Ballot.receipt` before `cast`, and sends the very same bytes again.
"""

import json
import sys
import unicodedata
from dataclasses import dataclass
from hashlib import sha256, sha384
from itertools import pairwise
from math import gcd
from secrets import token_bytes
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlsplit
from urllib.request import Request, urlopen

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_128_GCM)
PSS = padding.PSS(mgf=padding.MGF1(SHA384()), salt_length=48)
INNER, DOCUMENT, OUTER = 7168, 7164, 8192
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANGES = {"faces5": range(1, 6), "agree5": range(1, 6), "points10": range(11), "yesno": range(1, 3)}
UNHAPPY = {"faces5": (1, 2), "agree5": (1, 2), "points10": range(7), "yesno": (2,)}
TURNED = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


class Alarm(Exception):
    """The server showed something that must not be; nothing further leaves this client."""


class Refused(Exception):
    """The server did not take what it was sent; `status` is its answer."""

    def __init__(self, doing: str, status: int) -> None:
        super().__init__(f"{doing} was answered with {status}.")
        self.status = status


@dataclass(frozen=True)
class Link:
    """What the mail's link says."""

    host: str
    cycle: str
    invite: str
    m: str
    block: int


@dataclass(frozen=True)
class Cycle:
    """What was shown about a cycle, after every check."""

    organisation: bytes
    cycle: bytes
    m: bytes
    leaf: bytes
    n: int
    bpk: bytes
    content: dict
    afterword: dict


@dataclass(frozen=True)
class Grown:
    """What a seed gives for one link."""

    sk: ec.EllipticCurvePrivateKey
    prefix: bytes
    salt: bytes
    r: int
    check: int
    form: int


@dataclass(frozen=True)
class Ballot:
    """The bytes that are sent, and what is kept of them."""

    outer: bytes
    receipt: bytes


def vote(
    link: str, answers: dict[str, int | list[int]], comments: dict[str, str], language: str, code: str = ""
) -> Ballot:
    """Everything from the link to the receipt; with the code of a device that has picked the ballot up already."""
    where = read_link(link)
    cycle = look(where)
    mine = grow(read_code(code, cycle, where) if code else token_bytes(16), cycle, where)
    token = collect(where, cycle, mine)
    ballot = seal(cycle, mine.sk, mine.prefix, token, document(cycle, answers, comments, language, token_bytes(32)))
    cast(where, ballot)
    return ballot


# What is public: fetch it, check it (section 2)


def read_link(link: str) -> Link:
    """Section 4: the fragment holds everything."""
    parts = urlsplit(link)
    said = dict(parse_qsl(parts.fragment))
    demand(set(said) == {"c", "i", "m", "b"} and said["b"].isdecimal(), "The link is not whole.")
    return Link(f"{parts.scheme}://{parts.netloc}", said["c"], said["i"], said["m"], int(said["b"]))


def look(link: Link) -> Cycle:
    """Fetch what the server shows about the link's cycle and block, and check all of it before anything is sent."""
    content, afterword = (fetch(f"{link.host}/ballot/{what}/{link.cycle}") for what in ("content", "afterword"))
    manifest = fetch(f"{link.host}/ballot/manifest/{link.cycle}")
    blocks = fetch(f"{link.host}/ballot/manifest/{link.cycle}/block/{link.block}")
    try:
        return check(link, manifest, content, afterword, json.loads(blocks))
    except (KeyError, TypeError, ValueError):
        raise Alarm("What the server shows is not of the form that the protocol describes.") from None


def check(link: Link, manifest: bytes, content: bytes, afterword: bytes, blocks: dict) -> Cycle:
    """The seven checks of section 2, and the afterword's of section 3."""
    demand(sha256(manifest).hexdigest() == link.m, "The manifest is not the one that the link names.")
    said = json.loads(manifest)
    demand(said["v"] == 1, "The manifest is of another version.")
    demand(said["cycle"] == link.cycle, "The manifest is of another cycle.")
    demand(said["k"] >= 5, "The smallest group that is shown is under 5.")
    demand(said["k_inv"] >= said["k"] + 3, "The smallest block is under k + 3.")
    check_trustee(said)
    demand(sha256(content).hexdigest() == said["content_hash"], "The questions are not those of the manifest.")
    shown = json.loads(content)
    demand(sha256(afterword).hexdigest() == shown["afterword"], "The afterword is not the one that was promised.")
    mine = check_blocks(said, link.block, blocks)
    return Cycle(
        bytes.fromhex(said["organisation"]),
        bytes.fromhex(said["cycle"]),
        bytes.fromhex(link.m),
        leaf_hash(blocks["block"]["document"].encode()),
        int(mine["n"], 16),
        bytes.fromhex(said["bpk"]),
        shown,
        json.loads(afterword),
    )


def check_trustee(manifest: dict) -> None:
    """Check 7: a trustee does one of two things, with keys of their own name."""
    if "trustee" not in manifest:
        return
    trustee = manifest["trustee"]
    demand(trustee["mode"] in {"counts", "copy"} and trustee["name"], "The manifest's trustee does nothing known.")
    keys = bytes.fromhex(trustee["box"]) + bytes.fromhex(trustee["sign"])
    own = sha256(b"pulse-trustee-key-v1" + keys).hexdigest()[:32]
    demand(trustee["key"] == own, "The trustee's keys have another's name.")
    alone = trustee["mode"] == "counts"
    demand(
        not alone or trustee["box"] == manifest["bpk"], "The answers are not sealed to the trustee who shall count."
    )


def check_blocks(manifest: dict, b: int, shown: dict) -> dict:
    """Checks 4 to 6: the link's block between its neighbours; gives the block's document."""
    last = manifest["blocks"] - 1
    demand(0 <= b <= last, "There is no such block.")
    demand((shown["previous"] is None) == (b == 0), "A neighbour is missing, or one too many, before the block.")
    demand((shown["next"] is None) == (b == last), "A neighbour is missing, or one too many, behind the block.")
    row = [(b + step, shown[name]) for step, name in ((-1, "previous"), (0, "block"), (1, "next")) if shown[name]]
    documents = []
    for position, one in row:
        proof = [bytes.fromhex(node) for node in one["proof"]]
        root = root_of(leaf_hash(one["document"].encode()), position, manifest["blocks"], proof)
        demand(root == bytes.fromhex(manifest["blocks_root"]), f"Block {position} is not in the manifest's list.")
        documents.append(check_block(manifest, position, json.loads(one["document"])))
    labels = [order(one["label"]) for one in documents]
    demand(all(a < z for a, z in pairwise(labels)), "The blocks' names are not in order.")
    unseen = {unicodedata.category(letter) for one in documents for letter in one["label"]} & {"Cf", "Cc", "Co"}
    demand(not unseen, "A block's name holds characters that cannot be seen.")
    demand(len({int(one["n"], 16) for one in documents}) == len(documents), "Two blocks share one key.")
    return documents[[position for position, _ in row].index(b)]


def check_block(manifest: dict, position: int, block: dict) -> dict:
    """One block's own document."""
    demand(block["index"] == position, f"Block {position} says that it is another.")
    demand(block["e"] == 65537, f"The key of block {position} has another exponent.")
    demand(int(block["n"], 16).bit_length() == 2048, f"The key of block {position} is not of 2,048 bits.")
    demand(block["invited"] >= manifest["k_inv"], f"Block {position} has too few people.")
    return block


def order(label: str) -> bytes:
    """What blocks are sorted by."""
    return unicodedata.normalize("NFKC", label).lower().encode()


def leaf_hash(data: bytes) -> bytes:
    """RFC 9162's hash of a leaf."""
    return sha256(b"\0" + data).digest()


def root_of(leaf: bytes, index: int, size: int, proof: list[bytes]) -> bytes | None:
    """The root that this inclusion proof leads to (RFC 9162, 2.1.3.2), or nothing if its length is wrong."""
    here, last = index, size - 1
    for node in proof:
        if not last:
            return None
        if here % 2 or here == last:
            leaf = sha256(b"\1" + node + leaf).digest()
            while not here % 2 and here:
                here, last = here >> 1, last >> 1
        else:
            leaf = sha256(b"\1" + leaf + node).digest()
        here, last = here >> 1, last >> 1
    return None if last else leaf


# The token (section 5)


def token_message(cycle: Cycle, pk: bytes) -> bytes:
    """What the token says, before its prefix."""
    return b"pulse-token-v1" + cycle.organisation + cycle.cycle + cycle.m + cycle.leaf + sha256(pk).digest()


def grow(seed: bytes, cycle: Cycle, link: Link) -> Grown:
    """Everything that is drawn for a ballot, from one seed and the place it is for."""
    place = cycle.organisation + cycle.cycle + cycle.m + cycle.leaf + bytes.fromhex(link.invite)
    stream = HKDF(SHA256(), 418, sha256(b"pulse-seed-v1" + place).digest(), b"").derive(seed)
    sk = ec.derive_private_key(1 + int.from_bytes(stream[:48]) % (ORDER - 1), ec.SECP256R1())
    inverse = int.from_bytes(stream[128:400]) % cycle.n
    demand(gcd(inverse, cycle.n) == 1, "The block's key is no product of two large primes.")
    check, form = int.from_bytes(stream[400:402]) >> 4, int.from_bytes(stream[402:])
    return Grown(sk, stream[48:80], stream[80:128], pow(inverse, -1, cycle.n), check, form)


def write_code(seed: bytes, check: int) -> str:
    """What people carry to another device."""
    bits = f"{int.from_bytes(seed):0128b}{check:012b}"
    digits = "".join(DIGITS[int(bits[at : at + 5], 2)] for at in range(0, 140, 5))
    return "-".join(digits[at : at + 4] for at in range(0, 28, 4))


def read_code(typed: str, cycle: Cycle, link: Link) -> bytes:
    """The seed of a code."""
    plain = unicodedata.normalize("NFKC", typed).upper().translate(str.maketrans("OIL", "011"))
    kept = [one for one in plain if not one.isspace() and not unicodedata.category(one).startswith("P")]
    if len(kept) != 28 or not set(kept) <= set(DIGITS):
        raise ValueError("A code has 28 letters and digits.")
    bits = "".join(f"{DIGITS.index(one):05b}" for one in kept)
    seed = int(bits[:128], 2).to_bytes(16)
    if grow(seed, cycle, link).check != int(bits[128:], 2):
        raise ValueError("This is not the code of this link.")
    return seed


def collect(link: Link, cycle: Cycle, mine: Grown) -> bytes:
    """Have the message signed unseen; gives the token's signature."""
    message = mine.prefix + token_message(cycle, point(mine.sk))
    blinded = blind(cycle.n, message, mine.salt, mine.r)
    body = {"invite": link.invite, "blinded": blinded.hex(), "block": link.block}
    status, answer = post(f"{link.host}/ballot/collect", "application/json", json.dumps(body).encode())
    if status != 200:
        raise Refused("Collecting", status)
    return finalize(cycle.n, message, bytes.fromhex(json.loads(answer)["blind_signature"]), mine.r)


def blind(n: int, message: bytes, salt: bytes, r: int) -> bytes:
    """RFC 9474: the encoded message, hidden behind r."""
    encoded = int.from_bytes(encode(message, salt))
    demand(gcd(encoded, n) == gcd(r, n) == 1, "The block's key is no product of two large primes.")
    return (encoded * pow(r, 65537, n) % n).to_bytes(256)


def encode(message: bytes, salt: bytes) -> bytes:
    """EMSA-PSS for 2,048 bits with SHA-384 (RFC 8017, 9.1.1)."""
    h = sha384(bytes(8) + sha384(message).digest() + salt).digest()
    room = 256 - len(h) - 1
    db = (b"\1" + salt).rjust(room, b"\0")
    mask = b"".join(sha384(h + part.to_bytes(4)).digest() for part in range(-(-room // len(h))))[:room]
    masked = bytes(a ^ z for a, z in zip(db, mask, strict=True))
    return bytes([masked[0] & 0x7F]) + masked[1:] + h + b"\xbc"


def finalize(n: int, message: bytes, blind_signature: bytes, r: int) -> bytes:
    """RFC 9474: the signature with r taken out, verified."""
    demand(len(blind_signature) == 256, "The signature has another length.")
    signature = (int.from_bytes(blind_signature) * pow(r, -1, n) % n).to_bytes(256)
    try:
        rsa.RSAPublicNumbers(65537, n).public_key().verify(signature, message, PSS, SHA384())
    except InvalidSignature:
        raise Alarm("The signature is not by the key that everybody in the block was shown.") from None
    return signature


# The ballot (section 6)


def document(
    cycle: Cycle, answers: dict[str, int | list[int]], comments: dict[str, str], language: str, salt: bytes
) -> bytes:
    """The inner document, refused if it would be dropped at the close."""
    questions = {question["key"]: question for question in cycle.content["questions"]}
    for key, value in answers.items():
        if not (key in questions and answers_question(questions[key], value) and was_asked(questions, key, answers)):
            raise ValueError(f"{key}={value} answers no question.")
    for key in comments:
        if not (key in questions and questions[key]["scale"] == "open" and was_asked(questions, key, answers)):
            raise ValueError(f"{key} takes no comment.")
    if language not in cycle.content["languages"]:
        raise ValueError(f"The check-in is not held in {language}.")
    said = [{"question": key, "text": plain(text)} for key, text in comments.items()]
    inner = {"answers": answers, "comments": said, "language": language, "salt": salt.hex()}
    made = json.dumps(inner, ensure_ascii=False).encode()
    if len(made) > DOCUMENT:
        raise ValueError(f"That is {len(made) - DOCUMENT} bytes too long.")
    return made


def answers_question(question: dict, value: object) -> bool:
    """Whether this is an answer on the question's scale (section 3)."""
    own = [option["option"] for option in question.get("options", [])]
    allowed = {"single": own, "multiple": own}.get(question["scale"], RANGES.get(question["scale"], ()))
    if question["scale"] != "multiple":
        return type(value) is int and value in allowed
    if (
        type(value) is not list
        or not value
        or any(type(option) is not int or option not in allowed for option in value)
    ):
        return False
    return all(one < two for one, two in pairwise(value))


def was_asked(questions: dict[str, dict], key: str, answers: dict[str, object]) -> bool:
    """Whether a question is no branch, or one whose parent was given an unhappy answer."""
    parent = questions[key].get("parent")
    if parent is None:
        return True
    given = answers.get(parent)
    return type(given) is int and given in UNHAPPY.get(questions[parent]["scale"], ())


def plain(text: str) -> str:
    """The text without control characters and turned directions, but with its line feeds."""
    return "".join(one for one in text if one == "\n" or not (one in TURNED or unicodedata.category(one) == "Cc"))


def seal(cycle: Cycle, sk: ec.EllipticCurvePrivateKey, prefix: bytes, token: bytes, document: bytes) -> Ballot:
    """The finished bytes and the receipt."""
    inner = (len(document).to_bytes(4) + document).ljust(INNER, b"\0")
    box = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), cycle.bpk)
    sealed = SUITE.encrypt(inner, box, info(cycle, point(sk)))
    salt = bytes.fromhex(json.loads(document)["salt"])
    return Ballot(pack(cycle, sk, prefix, token, sealed), receipt_of(salt, sealed))


def info(cycle: Cycle, pk: bytes) -> bytes:
    """What the seal is bound to."""
    return b"pulse-ballot-v1" + cycle.m + cycle.leaf + sha256(pk).digest()


def pack(cycle: Cycle, sk: ec.EllipticCurvePrivateKey, prefix: bytes, token: bytes, sealed: bytes) -> bytes:
    """The outer layer, signed by the ballot's own key."""
    signed = b"\1" + cycle.cycle + cycle.m + cycle.leaf + point(sk) + prefix + token + sealed
    r, s = decode_dss_signature(sk.sign(b"pulse-cast-v1" + signed, ec.ECDSA(SHA256())))
    return (signed + r.to_bytes(32) + s.to_bytes(32)).ljust(OUTER, b"\0")


def receipt_of(salt: bytes, sealed: bytes) -> bytes:
    """What will stand on the board."""
    return leaf_hash(sha256(salt + sealed).digest())


def cast(link: Link, ballot: Ballot) -> None:
    """Send the ballot; returns once it is durable."""
    status, _ = post(f"{link.host}/ballot/cast", "application/octet-stream", ballot.outer)
    if status != 204:
        raise Refused("Casting", status)


def point(key: ec.EllipticCurvePrivateKey) -> bytes:
    """The public key as an uncompressed point."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


# The web


def fetch(url: str) -> bytes:
    """A document's very bytes."""
    with urlopen(url, timeout=30) as answer:
        return answer.read()


def post(url: str, kind: str, body: bytes) -> tuple[int, bytes]:
    """Status and body of the answer, whatever it is."""
    try:
        with urlopen(Request(url, body, {"Content-Type": kind}), timeout=30) as answer:
            return answer.status, answer.read()
    except HTTPError as error:
        with error:
            return error.code, error.read()


def demand(holds: bool, sentence: str) -> None:
    """Stop here unless it holds."""
    if not holds:
        raise Alarm(sentence)


if __name__ == "__main__":
    said = dict(one.split("=", 1) for one in sys.argv[2:])
    carried = said.pop("code", "")
    marks = {key: int(value) for key, value in said.items() if value.isdigit()}
    words = {key: value for key, value in said.items() if key not in marks}
    print(vote(sys.argv[1], marks, words, "en", carried).receipt.hex())
