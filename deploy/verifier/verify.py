#!/usr/bin/env python3
"""Checks a bundle of jikao 季考 without jikao: Python 3.9 or newer is enough, nothing is installed, nothing is sent.

    python3 verify.py BUNDLE.zip [--held CHECKPOINT.txt] [--key KEY]

核验季考导出的材料包：只需 Python 3.9 以上，不安装任何软件，不联网。
`--held` is what you hold yourself: signed checkpoints, as printed or mailed to you before, with the public key in a line
of its own. Without it a bundle can only be consistent in itself, for whoever makes it could make all of it.

Exit codes: 0 holds, against what you hold · 1 does not hold · 2 nothing could be checked · 3 consistent in itself only.

It reads the formats anew, from their description, and shares no line with the program that wrote the bundle.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
import zipfile
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache

FORMAT = "jikao-bundle/1"
LARGEST, LONGEST_LINE, MOST_FILES = 8 << 30, 32 << 20, 2000
NAME = re.compile(r"(?:[a-z][a-z0-9-]*/)?[A-Za-z][A-Za-z0-9-]*\.(?:jsonl|json|note|txt|toml)\Z")
FREE = ("README.txt",)


# -- what is found ----------------------------------------------------------------------------------------------------


class Bad(Exception):
    """What does not hold, with its place."""

    def __init__(self, place, zh, en):
        super().__init__(place + ": " + en)
        self.place, self.zh, self.en = place, zh, en


class Report:
    def __init__(self):
        self.faults, self.holds, self.doubts, self.loose = [], [], [], True

    def bad(self, place, zh, en):
        self.faults.append(Bad(place, zh, en))

    def holding(self, zh, en):
        self.holds.append((zh, en))

    def doubt(self, zh, en):
        self.doubts.append((zh, en))

    def trying(self, work, *args):
        """The next check is made even where this one fails: what follows may hold all the same."""
        try:
            return work(*args)
        except Bad as bad:
            self.faults.append(bad)
            return None


def need(condition, place, zh, en):
    if not condition:
        raise Bad(place, zh, en)


# -- Ed25519 (RFC 8032), verification only ------------------------------------------------------------------------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)


def _recover_x(y, sign):
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if x2 == 0:
        return None if sign else 0
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * ROOT_OF_MINUS_1 % P
    if (x * x - x2) % P:
        return None
    return P - x if x & 1 != sign else x


def _point(raw):
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x = _recover_x(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


def _add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(n, p):
    found = (0, 1, 1, 0)
    while n:
        if n & 1:
            found = _add(found, p)
        p, n = _add(p, p), n >> 1
    return found


_BASE = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


@lru_cache(maxsize=4096)
def signed_by(public, message, signature):
    if len(public) != 32 or len(signature) != 64:
        return False
    a, r, s = _point(public), _point(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    left, right = _times(s, _BASE), _add(r, _times(h, a))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


# -- RSA-PSS with SHA-384 (RFC 8017), verification only: what slips of an evaluation are signed with ------------------------


def masked(seed, length):
    made = b""
    for counter in range(-(-length // 48)):
        made += hashlib.sha384(seed + counter.to_bytes(4, "big")).digest()
    return made[:length]


@lru_cache(maxsize=65536)
def slip_signed(modulus, message, signature):
    n, size = int(modulus, 16), 256
    s = int.from_bytes(signature, "big")
    if n.bit_length() != 8 * size or not n & 1 or len(signature) != size or s >= n:
        return False
    block = pow(s, 65537, n).to_bytes(size, "big")
    hidden, hashed, trailer = block[: size - 49], block[size - 49 : size - 1], block[size - 1]
    if trailer != 0xBC or hidden[0] & 0x80:
        return False
    open_ = bytearray(a ^ b for a, b in zip(hidden, masked(hashed, len(hidden))))
    open_[0] &= 0x7F
    salt = bytes(open_[-48:])
    if bytes(open_[:-48]) != bytes(len(hidden) - 49) + b"\x01":
        return False
    return hashlib.sha384(bytes(8) + hashlib.sha384(message).digest() + salt).digest() == hashed


# -- signed notes (C2SP) ------------------------------------------------------------------------------------------------


class Note:
    """A text and the signatures under it, each `— name base64(key id, signature)`; those of others are passed over."""

    def __init__(self, text, place):
        body, gap, lines = text.partition("\n\n")
        self.body, self.signatures = body + "\n", []
        found = [re.fullmatch(r"— (\S+) ([A-Za-z0-9+/=]+)", line) for line in lines.rstrip("\n").split("\n")]
        need(gap and all(found), place, "不是签署文", "not a signed note")
        self.name = found[0][1]
        for one in found:
            try:
                raw = base64.b64decode(one[2], validate=True)
            except ValueError:
                raise Bad(place, "签名无法读取", "the signature cannot be read") from None
            self.signatures.append((one[1], raw[:4], raw[4:]))

    def holds(self, public):
        key_id = hashlib.sha256(self.name.encode() + b"\n\x01" + public).digest()[:4]
        own = [signature for name, id, signature in self.signatures if (name, id) == (self.name, key_id)]
        return any(signed_by(public, self.body.encode(), one) for one in own)


class Checkpoint:
    """Whose log, how many events, their Merkle root."""

    def __init__(self, text, place):
        self.text, self.note = text, Note(text, place)
        lines = self.note.body.split("\n")
        try:
            self.origin, self.size, self.root = lines[0], int(lines[1]), base64.b64decode(lines[2], validate=True)
        except (ValueError, IndexError):
            raise Bad(place, "检查点无法读取", "the checkpoint cannot be read") from None
        need(lines[1] == str(self.size) and len(self.root) == 32, place, "检查点无法读取", "not a checkpoint")
        need(self.note.name == self.origin, place, "签署人与日志不符", "signed in another log's name")


# -- the tree (RFC 6962) ------------------------------------------------------------------------------------------------


def leaf(seal):
    return hashlib.sha256(b"\x00" + seal).digest()


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """Grown leaf by leaf; keeps the roots of its complete parts."""

    def __init__(self):
        self.size, self.peaks = 0, []

    def add(self, seal):
        width, digest = 1, leaf(seal)
        while self.peaks and self.peaks[-1][0] == width:
            digest, width = node(self.peaks.pop()[1], digest), width * 2
        self.peaks.append((width, digest))
        self.size += 1

    def root(self):
        digest = self.peaks[-1][1] if self.peaks else hashlib.sha256(b"").digest()
        for _, left in reversed(self.peaks[:-1]):
            digest = node(left, digest)
        return digest


def included(seal, position, size, path, root):
    """RFC 9162, 2.1.3.2."""
    index, last, digest = position - 1, size - 1, leaf(seal)
    if not 0 <= index <= last:
        return False
    for sibling in path:
        if last == 0:
            return False
        if index & 1 or index == last:
            digest = node(sibling, digest)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            digest = node(digest, sibling)
        index, last = index >> 1, last >> 1
    return last == 0 and digest == root


def continues(earlier, root, later, later_root, path):
    """RFC 9162, 2.1.4.2: the tree over `later` begins with that over `earlier`."""
    if not 1 <= earlier <= later:
        return False
    if earlier == later:
        return not path and root == later_root
    path = list(path)
    if earlier & (earlier - 1) == 0:
        path.insert(0, root)
    if not path:
        return False
    first, last = earlier - 1, later - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    one = two = path[0]
    for step in path[1:]:
        if last == 0:
            return False
        if first & 1 or first == last:
            one, two = node(step, one), node(step, two)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            two = node(two, step)
        first, last = first >> 1, last >> 1
    return last == 0 and one == root and two == later_root


# -- reading -------------------------------------------------------------------------------------------------------------


class ZipBundle:
    """The members of a bundle, never more of them than their bounds allow."""

    def __init__(self, path):
        try:
            self.zip = zipfile.ZipFile(path)
        except (OSError, zipfile.BadZipFile, ValueError):
            raise Bad(str(path), "不是材料包", "not a bundle") from None
        infos = self.zip.infolist()
        need(len(infos) <= MOST_FILES, str(path), "文件过多", "too many files")
        need(sum(one.file_size for one in infos) <= LARGEST, str(path), "材料包过大", "the bundle is too large")
        self.sizes = {}
        for one in infos:
            need(one.filename not in self.sizes, one.filename, "同名文件出现两次", "two files of one name")
            self.sizes[one.filename] = one.file_size

    def names(self):
        return list(self.sizes)

    def chunks(self, name):
        left = self.sizes[name]
        try:
            with self.zip.open(name) as file:
                while chunk := file.read(1 << 20):
                    left -= len(chunk)
                    need(left >= 0, name, "比标明的更长", "longer than it says")
                    yield chunk
        except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, NotImplementedError, ValueError) as error:
            raise Bad(name, "文件损坏", "damaged: " + type(error).__name__) from None
        except Exception as error:  # zlib.error is no subclass of what zipfile documents
            if isinstance(error, Bad):
                raise
            raise Bad(name, "文件损坏", "damaged: " + type(error).__name__) from None


class Members:
    """The same of members that are in memory."""

    def __init__(self, members):
        self.members = members

    def names(self):
        return list(self.members)

    def chunks(self, name):
        yield self.members[name]


def whole(bundle, name):
    return b"".join(bundle.chunks(name))


def parsed(raw, place):
    try:
        return json.loads(raw.decode("utf-8"), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise Bad(place, "内容无法读取", "its content cannot be read") from None


def _once(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name occurs twice")
    return found


def lines(bundle, name):
    """(place, parsed line); the place is the file and its line."""
    number, rest = 0, b""
    for chunk in bundle.chunks(name):
        *ready, rest = (rest + chunk).split(b"\n")
        need(len(rest) <= LONGEST_LINE, "%s:%d" % (name, number + 1), "行过长", "the line is too long")
        for raw in ready:
            number += 1
            place = "%s:%d" % (name, number)
            yield place, parsed(raw, place)
    need(not rest, "%s:%d" % (name, number + 1), "末行不完整", "the last line is cut off")


def get(said, name, kind, place):
    value = said.get(name) if isinstance(said, dict) else None
    good = isinstance(value, kind) and not (kind is int and isinstance(value, bool))
    need(good, place, "缺少或无法读取 " + name, name + " is missing or cannot be read")
    return value


def unhex(text, place, width=32):
    try:
        raw = bytes.fromhex(text)
    except (ValueError, TypeError):
        raw = b""
    need(len(raw) == width and raw.hex() == text, place, "摘要无法读取", "a digest cannot be read")
    return raw


def key_of(text, place):
    """The public key: 32 bytes in base64, or a C2SP verifier key `name+id+base64`."""
    try:
        raw = base64.b64decode(text.strip().rsplit("+", 1)[-1] if text.count("+") == 2 and len(text) > 50 else text)
    except ValueError:
        raw = b""
    if len(raw) == 33 and raw[:1] == b"\x01":
        raw = raw[1:]
    need(len(raw) == 32, place, "公钥无法读取", "the public key cannot be read")
    return raw


# -- one part: what one log gave -------------------------------------------------------------------------------------------


class Part:
    """The events of one service, its checkpoints, and what proves that they belong together."""

    def __init__(self, bundle, report, service, held):
        self.bundle, self.report, self.service, self.held = bundle, report, service, held
        self.seals, self.events, self.withheld, self.versions, self.partly = {}, {}, 0, {}, set()
        self.about = parsed(whole(bundle, service + "/part.json"), service + "/part.json")
        self.place = service + "/part.json"
        self.wrong, self.checkpoints, self.main, self.anchored = set(), {}, None, False

    def check(self):
        place, about, try_ = self.place, self.about, self.report.trying
        need(get(about, "format", str, place) == FORMAT, place, "格式未知", "an unknown format")
        need(get(about, "service", str, place) == self.service, place, "不是本服务的", "of another service")
        self.origin, self.kind = get(about, "origin", str, place), get(about, "kind", str, place)
        self.size, self.how = get(about, "size", int, place), get(about, "seal", str, place)
        self.complete = self.kind == "service"
        self.public = key_of(get(about, "key", str, place), place)
        self.former = self._rotations(get(about, "rotations", list, place))
        try_(self._signature)
        if self.held.keys:
            try_(self._key)
        self._digests()
        try_(self._checkpoints)
        try_(self._against_held)
        try_(self._continuous)
        try_(self._events)
        if not self.complete:
            try_(self._proofs)
        for name in sorted(self.wrong):
            self.report.bad(name, "与清单的摘要不符", "differs from the digest in its list")

    def _signature(self):
        place = self.service + "/part.note"
        need(place in self.bundle.names(), place, "清单没有签署", "the list is not signed")
        try:
            note = Note(whole(self.bundle, place).decode("utf-8"), place)
        except UnicodeDecodeError:
            raise Bad(place, "不是签署文", "not a signed note") from None
        stated = "%s/bundle\n%s\nsha256 %s\n"
        digest = hashlib.sha256(whole(self.bundle, self.place)).hexdigest()
        signed = any(note.holds(key) for key in (self.public, *self.held.keys))
        need(signed, place, "签名不成立", "the signature does not hold")
        same = note.name == self.origin + "/bundle" and note.body == stated % (self.origin, FORMAT, digest)
        need(same and note.holds(self.public), self.place, "清单与签署不符", "not the list that was signed")

    def _key(self):
        said = "bundle is signed with another key than the one you hold"
        known = {self.public, *self.former}
        need(known & self.held.keys, self.place, "签署公钥不是您所持有的公钥", said)

    def _rotations(self, chain):
        """The keys before this one, each of which signed the one that followed it."""
        found, after = [], self.public
        for one in reversed(chain):
            before, next_ = (unhex(get(one, name, str, self.place), self.place) for name in ("before", "after"))
            keys = "\n".join(base64.b64encode(key).decode() for key in (before, next_))
            origin, when = self.origin.rsplit("/", 1)[0], get(one, "time", int, self.place)
            said = "jikao seal key rotation\n%s\n%s\ntime %d\n" % (origin, keys, when)
            good = signed_by(before, said.encode(), unhex(get(one, "signature", str, self.place), self.place, 64))
            need(next_ == after and good, self.place, "密钥更替不成立", "the keys do not follow each other")
            found.append(before)
            after = before
        return found

    def _digests(self):
        """Which files are not what the list says: known before their lines are read, to tell which of two is wrong."""
        listed = get(self.about, "files", dict, self.place)
        own = {one for one in self.bundle.names() if one.startswith(self.service + "/")}
        own -= {self.place, self.service + "/part.note"}
        for name in sorted(own - set(listed)):
            self.report.bad(name, "清单中没有这个文件", "the list does not name this file")
        for name in sorted(listed):
            if name not in own:
                self.report.bad(name, "缺少文件", "the file is missing")
                continue
            made, size = hashlib.sha256(), 0
            for chunk in self.bundle.chunks(name):
                made.update(chunk)
                size += len(chunk)
            if {"bytes": size, "sha256": made.hexdigest()} != listed[name]:
                self.wrong.add(name)
        self.files = own & set(listed)

    def _file(self, name):
        full = self.service + "/" + name
        need(full in self.bundle.names(), full, "缺少文件", "the file is missing")
        return full

    def _checkpoints(self):
        """The last is the one over all that the bundle speaks of."""
        for place, said in lines(self.bundle, self._file("checkpoints.jsonl")):
            one = Checkpoint(get(said, "note", str, place), place)
            need(one.origin == self.origin, place, "是其他日志的检查点", "a checkpoint of another log")
            signed = any(one.note.holds(key) for key in (self.public, *self.former))
            need(signed, place, "检查点的签名不成立", "the checkpoint's signature does not hold")
            self._follows(one, place)
            need(one.size not in self.checkpoints, place, "检查点重复", "the checkpoint occurs twice")
            need(one.size <= self.size, place, "检查点超出材料包", "the checkpoint is beyond the bundle")
            path = [unhex(step, place) for step in get(said, "path", list, place)]
            self.checkpoints[one.size], self.main = one, one
            one.path, one.place = path, place
        place = self.service + "/checkpoints.jsonl"
        need(self.main and self.main.size == self.size, place, "缺少末位检查点", "the last checkpoint is missing")
        self.report.holding(
            "%s：%d 个检查点的签名成立" % (self.service, len(self.checkpoints)),
            "%s: %d checkpoints are signed" % (self.service, len(self.checkpoints)),
        )

    def _follows(self, one, place):
        """Numbered notes name the one before them by its digest."""
        found = re.search(r"^number (\d+)\nprevious (\S+)$", one.note.body, re.MULTILINE)
        one.number, before = int(found[1]) if found else 0, self.main
        if found and before is not None and one.number == before.number + 1:
            digest = base64.b64encode(hashlib.sha256(before.text.encode()).digest()).decode()
            need(found[2] == digest, place, "与前一检查点不相接", "does not follow the checkpoint before it")
        elif before is not None and before.number and one.number != before.number + 1:
            zh, en = "%s：检查点编号有缺（%d 之后）", "%s: checkpoints are missing after number %d"
            self.report.doubt(zh % (self.service, before.number), en % (self.service, before.number))

    def _continuous(self):
        for one in self.checkpoints.values() if self.main and not self.complete else ():
            good = continues(one.size, one.root, self.size, self.main.root, one.path)
            need(good, one.place, "后来的日志不是它的延续", "the later log does not continue this one")

    def _events(self):
        before, expected, tree, roots, count = None, 1, Tree(), {}, 0
        last = 0
        for place, said in lines(self.bundle, self._file("events.jsonl")):
            position = get(said, "position", int, place)
            where = "%s (#%d)" % (place, position)
            if self.complete:
                need(position == expected, where, "缺第 %d 条" % expected, "event %d is missing" % expected)
            need(last < position <= self.size, where, "次序不符或超出日志", "out of order, or beyond the log")
            seal = self._event(said, position, where, before if position == last + 1 else None)
            before, last, expected, count = seal, position, position + 1, count + 1
            if self.complete:
                tree.add(seal)
                if tree.size in self.checkpoints:
                    roots[tree.size] = tree.root()
        place = self.service + "/events.jsonl"
        need(count, place, "没有事件，无可核验", "no event: nothing was verified")
        need(
            count == get(self.about, "events", int, self.place),
            place,
            "事件数与清单不符",
            "not as many as the list says",
        )
        if self.complete:
            need(last == self.size, place, "第 %d 条之后被截去" % last, "cut off after event %d" % last)
            for size, one in self.checkpoints.items():
                need(roots.get(size) == one.root, one.place, "与事件算出的根不符", "not the root of these events")
        said = get(self.about, "withheld", int, self.place)
        need(self.withheld == said, place, "部分隐去的事件数与清单不符", "not as many withheld as the list says")
        self.report.holding(
            "%s：%d 条事件的封印成立" % (self.service, count), "%s: %d events hold" % (self.service, count)
        )
        if self.withheld:
            self.report.doubt(
                "%s：%d 条事件的部分内容未提供，其公开部分仅由单位签署担保" % (self.service, self.withheld),
                "%s: %d events are withheld in part; for what they do say the office's signature stands alone"
                % (self.service, self.withheld),
            )

    def _event(self, said, position, place, before):
        need(get(said, "source", str, place) == self.service, place, "属于另一服务", "of another service")
        need(get(said, "id", str, place) == str(position), place, "编号不符", "its id is not its position")
        seal, previous = (unhex(get(said, name, str, place), place) for name in ("seal", "previousseal"))
        if position == 1:
            before = bytes(32)
        need(before in (None, previous), place, "与前一封印不相接", "does not follow the seal before it")
        topic, stream = get(said, "type", str, place), get(said, "subject", str, place)
        version, data = get(said, "streamversion", int, place), get(said, "data", dict, place)
        need("\n" not in topic + stream, place, "事件名称不成立", "not a name of an event")
        if "stored" in said or "storedbase64" in said:
            state = stored(said, place)
            head = "\n%d\n%s\n%d\n%s\n" % (position, stream, version, topic)
            try:
                made = hashlib.new(self.how, previous + head.encode() + state).digest()
            except ValueError:
                raise Bad(self.place, "本机不能计算 " + self.how, "this Python cannot make " + self.how) from None
            need(made == seal, place, "内容与封印不符", "its content is not what was sealed")
            full = parsed(state, place)
            shown = isinstance(full, dict) and all(name in full and full[name] == data[name] for name in data)
            need(shown, place, "所示内容与封存内容不符", "what it shows is not what was stored")
            need(said.get("time") == full.get("timestamp"), place, "时间与封存内容不符", "not the time that was stored")
            need("withheld" not in said, place, "同时标为隐去", "called withheld, and is not")
            self.events[position] = (topic, stream, full, place) if keeps(topic) else None
        else:
            need(get(said, "withheld", str, place), place, "未说明隐去了什么", "does not say what is withheld")
            self.withheld += 1
            self.events[position] = (topic, stream, data, place) if keeps(topic) else None
            self.partly.add(position)
        self._in_turn(stream, version, place)
        self.seals[position] = seal
        return seal

    def _in_turn(self, stream, version, place):
        """A record is told from its beginning and without a gap, and so is every stream of a whole log."""
        known = self.versions.get(stream, 0)
        if self.complete or self.kind == "record" or stream == self.about.get("of_stream"):
            said = "第 %d 版之后缺事件" % known, "an event is missing after version %d of its record" % known
            need(version == known + 1, place, *said)
        self.versions[stream] = version

    def _proofs(self):
        name, seen = self._file("proofs.jsonl"), set()
        need(self.main, name, "没有检查点可供证明", "there is no checkpoint to prove against")
        for place, said in lines(self.bundle, name):
            position = get(said, "position", int, place)
            need(position in self.seals and position not in seen, place, "不属于任何事件", "of no event here")
            seen.add(position)
            path = [unhex(step, place) for step in get(said, "path", list, place)]
            events = self.service + "/events.jsonl"
            blamed = place if name in self.wrong and events not in self.wrong else "%s (#%d)" % (events, position)
            good = included(self.seals[position], position, self.size, path, self.main.root)
            need(good, blamed, "第 %d 条不在签署的日志中" % position, "event %d is not in the signed log" % position)
        for position in self.seals:
            place = "%s/proofs.jsonl (#%d)" % (self.service, position)
            need(position in seen, place, "第 %d 条没有证明" % position, "event %d has no proof" % position)
        self.report.holding(
            "%s：%d 条事件确在签署的日志中" % (self.service, len(seen)),
            "%s: %d events are in the signed log" % (self.service, len(seen)),
        )

    def _against_held(self):
        for one in self.held.checkpoints:
            if one.origin != self.origin:
                continue
            place = self.service + "/checkpoints.jsonl"
            newer = (
                "比您持有的检查点更旧，请另索新的材料包",
                "older than the checkpoint you hold: ask for a newer bundle",
            )
            need(one.size <= self.size, place, *newer)
            own = self.checkpoints.get(one.size)
            need(own, place, "缺少您持有的检查点（%d）" % one.size, "lacks the checkpoint you hold (%d)" % one.size)
            need(own.root == one.root, own.place, "与您持有的检查点不符", "not the checkpoint that you hold")
            self.anchored = True
            self.report.holding(
                "%s：与您持有的检查点（%d 条）相符" % (self.service, one.size),
                "%s: agrees with the checkpoint that you hold (%d events)" % (self.service, one.size),
            )


def stored(said, place):
    if "stored" in said:
        return get(said, "stored", str, place).encode("utf-8", "surrogatepass")
    try:
        return base64.b64decode(get(said, "storedbase64", str, place), validate=True)
    except ValueError:
        raise Bad(place, "内容无法读取", "its content cannot be read") from None


def keeps(topic):
    """Whose content the scorecards are derived from."""
    return topic.startswith(("directory.", "appraisal."))


# -- what the logs say of each other, and by which rules --------------------------------------------------------------------


def witnessed(report, parts):
    """What one log saw of another is in it: who rewrites one must rewrite all of them."""
    seen = 0
    for service, part in sorted(parts.items()):
        name = service + "/witnessed.jsonl"
        for place, said in lines(part.bundle, name) if name in part.bundle.names() else ():
            of, note = get(said, "service", str, place), Checkpoint(get(said, "note", str, place), place)
            origin = part.origin.rsplit("/", 1)[0] + "/" + of
            need(note.origin == origin, place, "不是所称日志的检查点", "not a checkpoint of the log it names")
            other = parts.get(of)
            keys = {part.public, *part.former, *((other.public, *other.former) if other else ())}
            good = any(note.note.holds(key) for key in keys)
            need(good, place, "所见证的检查点签名不成立", "the witnessed checkpoint is not signed")
            if other is None or note.size > other.size:
                continue
            own = other.checkpoints.get(note.size)
            zh, en = "%s 见证的检查点（%d）不在 %s 的日志中", "%s has seen a checkpoint (%d) that the log of %s lacks"
            need(own and own.root == note.root, place, zh % (service, note.size, of), en % (service, note.size, of))
            seen += 1
    if seen:
        report.holding(
            "各日志相互见证的 %d 个检查点相符" % seen, "%d checkpoints agree with what other logs saw" % seen
        )


def regulations(report, parts):
    """By name the values from the day each was in force; all parts go by the same ones."""
    found = None
    for service, part in sorted(parts.items()):
        place = service + "/regulations.toml"
        if place not in part.bundle.names():
            continue
        raw = whole(part.bundle, place)
        need(found in (None, raw), place, "与其他部分所依的规章不同", "not the regulations of the other parts")
        if found is None:
            values = _regulations(raw, place)
        found = raw
    if found is None:
        return {}
    report.holding("规章 %d 项数值均有条款" % len(values), "%d values of the regulations, each cited" % len(values))
    return values


def _regulations(raw, place):
    digest, tables = "", []
    try:
        for line in raw.decode("utf-8").split("\n"):
            name, _, value = line.partition(" = ")
            if line.startswith("[["):
                tables.append((line.strip("[]"), {}))
            elif line and tables:
                tables[-1][1][name] = json.loads(value)
            elif line:
                digest = json.loads(value)
    except ValueError:
        raise Bad(place, "规章无法读取", "the regulations cannot be read") from None
    said, values = sorted(get(one, "id", str, place) for kind, one in tables if kind == "articles"), {}
    for one in (one for kind, one in tables if kind == "values"):
        texts = [get(one, key, str, place) for key in ("name", "type", "unit", "per", "effective_from")]
        cites = get(one, "cites", list, place)
        need(cites, place, "%s 没有条款" % texts[0], "%s cites nothing" % texts[0])
        said.append("|".join([*texts, ",".join(cites), get(one, "value", str, place)]))
        values.setdefault(texts[0], []).append((texts[4], one["value"]))
    made = hashlib.sha256("\n".join(said).encode()).hexdigest()
    need(made == digest, place, "规章与其摘要不符", "the regulations are not those of their digest")
    return values


def in_force(values, name, day):
    """Of a number, or of a table `a:1;b:2`; None where nothing was in force."""
    known = [value for since, value in sorted(values.get(name, ())) if since <= day]
    if not known:
        return None
    parts = dict(one.split(":", 1) for one in known[-1].split(";")) if ":" in known[-1] else None
    return {key: fraction(value) for key, value in parts.items()} if parts else fraction(known[-1])


# -- the scorecards, derived anew ------------------------------------------------------------------------------------------

ZERO = Fraction(0)


def rounded(number, places):
    """Halves away from zero."""
    scaled = abs(number) * 10**places
    return Fraction(int(scaled + Fraction(1, 2)), 10**places) * (1 if number >= 0 else -1)


@lru_cache(maxsize=8192)
def fraction(text):
    return Fraction(text) if isinstance(text, str) else Fraction(int(text))


class Organ:
    """Departments and who was in them when, from the directory's events."""

    def __init__(self, events):
        self.departments, self.names, self.places = {}, {}, {}
        for topic, _, said, _ in events:
            kind, day = topic.split(".")[1], date.fromisoformat(said["day"])
            of = said.get("department", "")
            if kind == "department-opened":
                self.departments[of] = {
                    "kind": said["kind"],
                    "start": day,
                    "end": None,
                    "zh": said["zh"],
                    "en": said["en"],
                }
                self.names[of] = {day: (said["zh"], said["en"])}
            elif kind == "department-renamed":
                self.names[of][day] = said["zh"], said["en"]
            elif kind in ("department-merged", "department-closed"):
                self.departments[of]["end"] = day
            elif kind in ("person-hired", "person-moved"):
                self.places.setdefault(said["person"], {})[day] = of
            elif kind == "person-left":
                self.places.setdefault(said["person"], {})[day] = ""

    def units(self, first, last, appraised):
        """By department: names, person-days, days it existed."""
        found = {}
        for id, one in self.departments.items():
            if one["kind"] not in appraised or one["start"] > last or (one["end"] and one["end"] <= first):
                continue
            named = [value for day, value in sorted(self.names[id].items()) if day <= last]
            end = last if one["end"] is None else min(last, one["end"] - timedelta(days=1))
            zh, en = named[-1] if named else (one["zh"], one["en"])
            found[id] = zh, en, self._person_days(id, first, last), (end - max(first, one["start"])).days + 1
        return found

    def _person_days(self, department, first, last):
        total = 0
        for changes in self.places.values():
            days = sorted(changes)
            for day, following in zip(days, days[1:] + [last + timedelta(days=1)]):
                begun, ended = max(day, first), min(following - timedelta(days=1), last)
                if changes[day] == department and begun <= ended:
                    total += (ended - begun).days + 1
        return total


def points_of(rule, net, person_days, open_days, days):
    """What a rule gives or takes, before it is rounded."""
    points, kind = fraction(rule["points"]), rule["kind"]
    heads = Fraction(person_days, days)
    if kind == "points":
        free = fraction(rule["free"]) * (heads if rule["free_per"] == "head" else 1)
        return points * max(ZERO, net(rule["fact"]) - free)
    if kind == "per-head":
        return points * max(ZERO, net(rule["fact"]) / heads - fraction(rule["free"])) if person_days else ZERO
    if kind == "ratio":
        part, all_ = net(rule["numerator"]), net(rule["denominator"])
        if all_ <= 0:
            return ZERO
        zero, full = fraction(rule["zero_at"]), fraction(rule["full_at"])
        return points * min(Fraction(1), max(ZERO, (part / all_ - zero) / (full - zero)))
    target, count = target_of(rule, person_days, open_days, days), net(rule["fact"])
    if count >= target:
        return (points if points > 0 and target else ZERO) + fraction(rule["bonus"]) * (count - target)
    return points * max(ZERO, count) / target if points > 0 else points * (target - count)


def target_of(rule, person_days, open_days, days):
    return fraction(rule["target"]) * Fraction(person_days if rule["per"] == "head" else open_days, days)


def reads(rule):
    return [rule["numerator"], rule["denominator"]] if rule["kind"] == "ratio" else [rule["fact"]]


def derived_card(policy, digest, quarter, id, unit, counts, days):
    """The scorecard as this program reads the policy; numbers as fractions. `working`, which is prose, is left out."""
    zh, en, person_days, open_days = unit
    places = policy["places"]

    def net(kind):
        return Fraction(counts.get(kind, 0), 1000)

    found, weights = [], ZERO
    for d in policy["dimensions"]:
        quotas = [rule for rule in d["rules"] if rule["kind"] == "quota" and fraction(rule["target"])]
        debts = list(dict.fromkeys(rule["denominator"] for rule in d["rules"] if rule["kind"] == "ratio"))
        said = d.get("due")
        always = bool(d["rules"]) and not debts and not quotas if said is None else said == "always"
        targets = [(rule["fact"], target_of(rule, person_days, open_days, days)) for rule in quotas]
        due = always or any(net(kind) > 0 for kind in debts) or any(target > 0 for _, target in targets)
        owed = [{"kind": kind, "by": "debt", "quantity": net(kind)} for kind in debts]
        owed += [{"kind": kind, "by": "target", "quantity": rounded(target, 2)} for kind, target in targets]
        rules = []
        for rule in d["rules"] if due else ():
            points, limited = rounded(points_of(rule, net, person_days, open_days, days), places), False
            if rule["limit"] is not None and abs(points) > fraction(rule["limit"]):
                limited = True
                points = rounded(fraction(rule["limit"]) * (1 if points > 0 else -1), places)
            counted = [{"kind": kind, "quantity": net(kind)} for kind in reads(rule)]
            own = {"rule": rule["id"], "counted": counted, "limited": limited, "points": points}
            rules.append({**own, **{name: rule[name] for name in ("kind", "zh", "en", "cites")}})
        base, floor, cap = (fraction(d[name]) for name in ("base", "floor", "cap"))
        total = base + sum((rule["points"] for rule in rules), ZERO)
        weights += fraction(d["weight"]) if due else ZERO
        found.append({
            "dimension": d["id"], "zh": d["zh"], "en": d["en"], "cites": d["cites"], "due": due, "always": always,
            "owed": [] if always else owed, "weight": fraction(d["weight"]), "base": base, "floor": floor, "cap": cap,
            "sum": rounded(total, places) if due else None,
            "score": rounded(min(max(total, floor), cap), places) if due else None, "rules": rules,
        })  # fmt: skip
    for d in found:
        d["spread_weight"] = rounded(d["weight"] * 100 / weights, places) if d["due"] and weights else ZERO
    reached = sum((d["score"] * d["weight"] for d in found if d["due"]), ZERO)
    return {
        "quarter": quarter, "department": id, "zh": zh, "en": en, "heads": rounded(Fraction(person_days, days), 2),
        "person_days": person_days, "open_days": open_days, "days": days, "policy": digest,
        "score": rounded(reached / weights, places) if weights else None, "dimensions": found,
    }  # fmt: skip


def difference(own, given, path=""):
    """Where the bundle's card says something else than the derived one; empty where it does not."""
    if isinstance(own, dict):
        if not isinstance(given, dict) or set(given) - {"working"} != set(own):
            return path or "fields"
        return next((found for name in own if (found := difference(own[name], given[name], path + "." + name))), "")
    if isinstance(own, list):
        if not isinstance(given, list) or len(own) != len(given):
            return path
        pairs = enumerate(zip(own, given), 1)
        return next((found for n, (a, b) in pairs if (found := difference(a, b, "%s[%d]" % (path, n)))), "")
    if isinstance(own, Fraction):
        try:
            same = not isinstance(given, (bool, float)) and fraction(given) == own
        except (ValueError, TypeError, ZeroDivisionError):
            same = False
        return "" if same else "%s: %s ≠ %s" % (path, shown(own), given)
    return "" if own == given and type(own) is type(given) else "%s: %s ≠ %s" % (path, own, given)


def shown(number):
    return str(number.numerator) if number.denominator == 1 else "%.6g" % float(number)


# -- the grades --------------------------------------------------------------------------------------------------------------


def graded(totals, grades):
    """By department: the grade, and `quota` where the total alone would have given a better one."""
    found, left = {}, dict(totals)
    for n, grade in enumerate(grades):
        reach = {id: total for id, total in left.items() if total >= fraction(grade["at_least"])}
        share = grade["at_most_share"]
        room = len(totals) if share is None else len(totals) * share // 100
        for total in sorted(set(reach.values()), reverse=True):
            together = [id for id, one in reach.items() if one == total]
            if len(together) > room:
                break
            room -= len(together)
            for id in together:
                fallen = any(total >= fraction(better["at_least"]) for better in grades[:n])
                found[id] = grade["id"], "quota" if fallen else ""
                del left[id]
    return found


def total_of(card, line, terms, places):
    if card["score"] is None:
        return None
    parts = [(card["score"], fraction(terms["events"]))]
    if line.get("evaluation") is not None:
        parts.append((fraction(line["evaluation"]), fraction(terms["evaluation"])))
    weight = sum((share for _, share in parts), ZERO)
    mean = sum((part * share for part, share in parts), ZERO) / weight if weight else card["score"]
    limit = fraction(terms["leaders_limit"])
    held = mean + max(-limit, min(limit, fraction(line.get("leaders", "0"))))
    return rounded(max(ZERO, min(Fraction(100), held)), places)


def plain(value):
    return "" if value is None else shown(value)


class Quarter:
    """The scorecards and grades of a quarter: derived from the events of the bundle, and compared with what it says."""

    def __init__(self, bundle, report, parts, rules):
        self.bundle, self.report, self.parts, self.rules = bundle, report, parts, rules or {}

    def check(self):
        place = "appraisal/quarter.json"
        self.about = parsed(whole(self.bundle, place), place)
        self.code, self.digest = (get(self.about, name, str, place) for name in ("quarter", "policy"))
        need(re.fullmatch(r"[12]\d{3}-Q[1-4]", self.code), place, "季度无法读取", "that is no quarter")
        try:
            self.at = {
                name: int(at) for name, at in (one.split(":") for one in get(self.about, "at", str, place).split(","))
            }
        except ValueError:
            raise Bad(place, "位点无法读取", "the positions cannot be read") from None
        year, number = int(self.code[:4]), int(self.code[-1])
        self.first = date(year, 3 * number - 2, 1)
        self.last = date(year + number // 4, 3 * number % 12 + 1, 1) - timedelta(days=1)
        self.policy = self._policy()
        self._terms(place)
        self._needed()
        published = self._publication(place)
        if published is not None:
            self._seals(published)
        cards = self._cards(self._counts(), published)
        if published is not None:
            self._grades(cards, published)
        else:
            zh, en = (
                "该季度尚未公布等次，记分卡仅由单位签署担保",
                "no grade is published yet: only the office's word binds the cards",
            )
            self.report.doubt(zh, en)

    def _terms(self, place):
        """What a quarter is reckoned by is what the regulations said on its last day."""
        stated, on = get(self.about, "terms", dict, place), self.last.isoformat()
        own = {name: in_force(self.rules, "quarters." + name, on) for name in ("leaders_limit", "least_days")}
        own.update(in_force(self.rules, "quarters.parts", on) or {})
        for name, value in sorted(own.items()):
            same = value is None or fraction(stated[name]) == value
            need(same, place, "%s 与当时的规章不符" % name, "%s is not what the regulations said then" % name)

    def _needed(self):
        """What the office itself says belongs to it is all here."""
        place = "appraisal/needs.json"
        for source, spans in sorted(parsed(whole(self.bundle, place), place).items()):
            part = self.parts.get(source)
            need(
                part is not None, source + "/part.json", "缺少 %s 的材料" % source, "the part of %s is missing" % source
            )
            for span in spans.split(","):
                first, _, last = span.partition("-")
                need(int(last or first) - int(first) <= len(part.seals), place, "序号无法读取", "not a span of events")
                for position in range(int(first), int(last or first) + 1):
                    missing = "%s/events.jsonl (#%d)" % (source, position)
                    need(position in part.seals, missing, "缺少所需的事件", "an event that is needed is missing")

    def _policy(self):
        place = "appraisal/policy.json"
        need(place in self.bundle.names(), place, "缺少考核办法", "the policy is missing")
        raw = whole(self.bundle, place)
        need(
            hashlib.sha256(raw).hexdigest() == self.digest, place, "考核办法与摘要不符", "not the policy of that digest"
        )
        drafted = [one for one in self._events("appraisal") if one[0] == "appraisal.policy-drafted.v1"]
        known = any(said.get("digest") == self.digest for _, _, said, _ in drafted)
        need(known, place, "日志中没有这一考核办法", "the log knows no such policy")
        adopted = [one for one in self._events("appraisal") if one[0] == "appraisal.policy-adopted.v1"]
        good = any(one[2].get("digest") == self.digest and one[2]["effective"] <= self.code for one in adopted)
        need(good, place, "该办法未对本季度施行", "that policy was never adopted for the quarter")
        return parsed(raw, place)

    def _events(self, service):
        part = self.parts.get(service)
        return [] if part is None else [one for _, one in sorted(part.events.items()) if one]

    def _publication(self, place):
        """The newest one that the bundle has must be the one it speaks of."""
        kind = "appraisal.grades-published.v1"
        found = [(at, one) for at, one in sorted(self.parts["appraisal"].events.items()) if one and one[0] == kind]
        found = [(at, one) for at, one in found if one[2].get("quarter") == self.code]
        at = self.about.get("publication")
        if not found:
            need(at is None, place, "缺少公布等次的事件", "the event of the publication is missing")
            return None
        need(at == found[-1][0], place, "不是最近一次公布", "not the newest publication")
        _, stream, said, where = found[-1][1]
        need(
            at not in self.parts["appraisal"].partly,
            where,
            "公布的内容未完整提供",
            "the publication is withheld in part",
        )
        of_stream = self.parts["appraisal"].about.get("of_stream")
        need(stream == of_stream, "appraisal/part.json", "未列明考核记录", "does not name the record of the round")
        need(said["at"] == self.about["at"], place, "位点与公布的不符", "not the positions that were published")
        need(said["policy_digest"] == self.digest, place, "不是公布所依的办法", "not the policy of the publication")
        listed = [{**DEFAULT_LINE, **line} for line in said["lines"]]
        basis = {"quarter": self.code, "at": said["at"], "policy": said["policy_digest"], "lines": listed}
        text = json.dumps(basis, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        made = hashlib.sha256(text.encode()).hexdigest()
        need(made == said["digest"], where, "公布的摘要与各行不符", "the published digest is not that of its lines")
        return {**said, "lines": listed, "place": where}

    def _seals(self, published):
        """The sources' logs are those that were read when the grades were proposed."""
        listed = [(one["source"], one["position"], one["seal"]) for one in published.get("seals", [])]
        listed.append(("appraisal", published.get("position", 0), published.get("seal", "")))
        for source, position, seal in listed:
            part = self.parts.get(source)
            place = source + "/part.json"
            need(part is not None, place, "缺少 %s 的材料" % source, "the part of %s is missing" % source)
            place = "%s/events.jsonl (#%d)" % (source, position)
            own = part.seals.get(position)
            need(own is not None or not position, place, "缺少公布所指的事件", "the event that was named is missing")
            need(not position or own.hex() == seal, place, "不是当时所读的日志", "not the log that was read then")

    def _counts(self):
        counts, last, number = {}, None, 0
        name = "appraisal/facts.jsonl"
        need(name in self.bundle.names(), name, "缺少事实", "the facts are missing")
        for place, row in lines(self.bundle, name):
            good = isinstance(row, list) and len(row) == 7 and all(isinstance(row[n], int) for n in (1, 2, 5))
            need(good and all(isinstance(row[n], str) for n in (0, 3, 4, 6)), place, "事实无法读取", "not a fact")
            source, position, n, department, kind, quantity, day = row
            need(last is None or (source, position, n) > last, place, "次序不符或重复", "out of order, or twice")
            last, number = (source, position, n), number + 1
            need(position <= self.at.get(source, 0), place, "在所依位点之后", "after the positions it rests on")
            need(kind.split(".")[0] != "" and self._within(day), place, "不属于本季度", "not of this quarter")
            part = self.parts.get(source)
            need(part and position in part.seals, place, "所依的事件不在材料包中", "the event behind it is not here")
            own = counts.setdefault(department, {})
            own[kind] = own.get(kind, 0) + quantity
        self.report.holding("%d 项事实各有其事件" % number, "%d facts rest on events that are proven" % number)
        return counts

    def _within(self, day):
        try:
            return self.first <= date.fromisoformat(day) <= self.last
        except ValueError:
            return False

    def _cards(self, counts, published):
        at = self.at.get("directory", 0)
        directory = self.parts.get("directory")
        need(directory is not None, "directory/part.json", "缺少机构的材料", "the part of the directory is missing")
        events = [one for position, one in sorted(directory.events.items()) if one and position <= at]
        units = Organ(events).units(self.first, self.last, self.policy["appraised"])
        days = (self.last - self.first).days + 1
        stated = {one["department"]: one["card"] for one in published["lines"]} if published else {}
        found, name = {}, "appraisal/scorecards.jsonl"
        need(name in self.bundle.names(), name, "缺少记分卡", "the scorecards are missing")
        rows = [raw for raw in whole(self.bundle, name).split(b"\n") if raw]
        for number, raw in enumerate(rows, 1):
            place = "%s:%d" % (name, number)
            card = parsed(raw, place)
            id = get(card, "department", str, place)
            need(id in units and id not in found, place, "不是被考核部门，或重复", "not appraised, or twice")
            own = derived_card(self.policy, self.digest, self.code, id, units[id], counts.get(id, {}), days)
            apart = difference(own, card)
            need(not apart, place, "与重新推算的不一致：" + apart, "differs from the derived one: " + apart)
            digest = hashlib.sha256(raw).hexdigest()
            need(stated.get(id, digest) == digest, place, "不是公布的记分卡", "not the card that was published")
            found[id] = own
        missing = sorted(set(units) - set(found))
        need(not missing, name, "缺少 %s 的记分卡" % "、".join(missing), "lacks the cards of " + ", ".join(missing))
        need(found, name, "没有记分卡", "there is no scorecard")
        self.report.holding(
            "%s：重新推算 %d 张记分卡，全部一致" % (self.code, len(found)),
            "%s: %d scorecards derived anew, all equal" % (self.code, len(found)),
        )
        return found

    def _grades(self, cards, published):
        terms, where = get(self.about, "terms", dict, "appraisal/quarter.json"), published["place"]
        rated = self._evaluation(published, terms["ratings"])
        leaders, stated = self._leaders(published), {one["department"]: one for one in published["lines"]}
        places = self.policy["places"]
        for id, line in sorted(stated.items()):
            given, own = line["evaluation"], rated.get(id)
            same = given is None and own is None
            if given is not None and own is not None:
                same = abs(fraction(given) - own) < Fraction(1, 10**20)
            need(same, where, "%s 的测评得分与选票不符" % id, "the evaluation of %s is not that of its slips" % id)
        for id, line in stated.items():
            need(id in cards, where, "%s 没有记分卡" % id, "%s has no scorecard" % id)
            given = fraction(line["leaders"])
            need(given == leaders.get(id, ZERO), where, "%s 的领导加减分不符" % id, "leaders' points of %s differ" % id)
        totals = {id: total_of(cards[id], line, terms, places) for id, line in stated.items()}
        young = {id for id in stated if cards[id]["open_days"] < terms["least_days"]}
        among = {id: total for id, total in totals.items() if total is not None and id not in young}
        grades = graded(among, self.policy["grades"])
        for id, line in sorted(stated.items()):
            rank = 1 + sum(other > among[id] for other in among.values()) if id in among else None
            grade, why = grades.get(id, ("", "too-young" if id in young else "nothing-due"))
            own = {"events": cards[id]["score"], "total": totals[id], "rank": rank, "grade": grade, "why": why}
            given = {**{name: line[name] for name in own}, "grade": line["was"] or line["grade"]}
            apart = difference(own, given)
            need(not apart, where, "%s 的等次推算不一致：%s" % (id, apart), "%s does not follow: %s" % (id, apart))
        amended = sum(bool(one["was"]) for one in stated.values())
        self.report.holding(
            "%s：%d 个部门的综合得分、名次与等次由此得出%s"
            % (self.code, len(stated), "，其中 %d 个经党组修改" % amended if amended else ""),
            "%s: totals, ranks and grades of %d departments follow%s"
            % (self.code, len(stated), ", %d of them amended by the Party group" % amended if amended else ""),
        )

    def _evaluation(self, published, ratings):
        """Of each department what the mean of its sealed slips is, every slip looked at; those withheld have none."""
        events = [one for one in self._events("appraisal") if one[2].get("quarter") == self.code]
        opened = [one for one in events if one[0] == "appraisal.evaluation-opened.v1"]
        place = published["place"]
        if not opened:
            need(not published.get("evaluation"), place, "缺少民主测评", "the evaluation is missing")
            return {}
        said = opened[-1][2]
        number = said.get("number", 1)
        code = self.code if number == 1 else "%s.%d" % (self.code, number)
        weights = {one["id"]: fraction(one["weight"]) for one in said.get("classes", ())}
        found, roots, count = {}, [], 0
        for topic, _, sealed, where in events:
            if topic != "appraisal.slips-sealed.v1" or sealed.get("number", 1) != number:
                continue
            id, digests, counts = sealed["department"], [], {}
            for message, signature in sealed["slips"]:
                raw = bytes.fromhex(message)
                good = slip_signed(said["keys"][id], raw, bytes.fromhex(signature))
                need(good, where, "选票的签名不成立", "a slip is not signed with the key of its department")
                mark, of, department, rating = raw[64:].decode("utf-8").split("|", 3)
                good = (mark, of, department) == ("jikao-slip/1", code, id) and rating in ratings
                need(good, where, "不是本部门本轮的选票", "a slip of something else")
                digests.append(hashlib.sha256(raw).hexdigest())
                counts[rating] = counts.get(rating, 0) + 1
            need(
                len(set(digests)) == len(digests) <= len(said["roll"]),
                where,
                "选票重复或过多",
                "slips twice, or too many",
            )
            root = hashlib.sha256("".join(sorted(digests)).encode()).hexdigest()
            need(root == sealed["root"], where, "选票与封存根不符", "not the slips that were sealed")
            voted = {name: n for name, n in counts.items() if ratings[name] is not None}
            if voted:
                given = sum((fraction(ratings[name]) * n for name, n in voted.items()), ZERO)
                department, _, voters = id.partition("@")
                share = weights.get(voters, Fraction(1))
                found.setdefault(department, []).append((share, given / sum(voted.values())))
            roots.append(root)
            count += len(digests)
        made = hashlib.sha256("".join(sorted(roots)).encode()).hexdigest() if roots else ""
        need(
            made == published.get("evaluation", ""),
            place,
            "民主测评与公布的摘要不符",
            "not the evaluation that entered",
        )
        if count:
            self.report.holding(
                "%s：重新清点 %d 张选票，签名均成立" % (code, count),
                "%s: %d slips counted anew, all signed" % (code, count),
            )
        shared = {id: [one for one in parts if one[0] > 0] for id, parts in found.items()}
        return {
            id: sum((w * s for w, s in parts), ZERO) / sum(w for w, _ in parts) for id, parts in shared.items() if parts
        }

    def _leaders(self, published):
        """What was in force when the grades were proposed: items entered before it and not withdrawn before it."""
        items = {}
        for topic, _, said, _ in self._events("appraisal"):
            if said.get("quarter") != self.code:
                continue
            if topic == "appraisal.leaders-item-entered.v1":
                items[said["number"]] = said.get("department", ""), fraction(said["points"])
            elif topic == "appraisal.leaders-item-withdrawn.v1":
                items.pop(said["number"], None)
            elif topic == "appraisal.grades-proposed.v1":
                proposed = dict(items)
        sums = {}
        for department, points in proposed.values():
            sums[department] = sums.get(department, ZERO) + points
        return sums


DEFAULT_LINE = {
    "events": None, "card": "", "evaluation": None, "leaders": "0", "total": None, "rank": None, "grade": "", "why": "",
    "was": "", "reason": "",
}  # fmt: skip


# -- all of it -----------------------------------------------------------------------------------------------------------


class Held:
    """What the outsider holds: public keys and checkpoints."""

    def __init__(self, text="", keys=()):
        self.keys = {key_of(one, "--key") for one in keys}
        for one in re.findall(r"^(?:key|公钥)[ :：]+(\S+)\s*$", text, re.MULTILINE):
            self.keys.add(key_of(one, "--held"))
        pattern = r"^[^\n]+\n\d+\n[A-Za-z0-9+/=]{44}\n(?:[^\n]+\n)*\n— [^\n]+$"
        notes = [match[0] + "\n" for match in re.finditer(pattern, text.replace("\r\n", "\n"), re.MULTILINE)]
        self.checkpoints = [Checkpoint(one, "--held") for one in notes]
        need(
            not text.strip() or self.keys or notes, "--held", "没有可用的检查点或公钥", "no checkpoint and no key in it"
        )
        for one in self.checkpoints:
            good = not self.keys or any(one.note.holds(key) for key in self.keys)
            need(
                good,
                "--held",
                "您持有的检查点与您持有的公钥不符",
                "the checkpoint you hold is not signed by the key you hold",
            )


def verify(bundle, held=None):
    """The report on all parts of a bundle."""
    report, held = Report(), held or Held()
    names = bundle.names()
    services = sorted({name.split("/")[0] for name in names if "/" in name})
    for name in names:
        known = NAME.match(name) and ("/" in name or name in FREE)
        if not known:
            report.bad(name, "不应有的文件", "a file that does not belong here")
    if not services:
        report.bad("part.json", "没有任何材料，无可核验", "there is nothing to verify")
    parts = {}
    for service in services:
        if service + "/part.json" not in names:
            report.bad(service + "/part.json", "缺少清单", "the list is missing")
            continue
        part = report.trying(Part, bundle, report, service, held)
        if part is not None:
            parts[service] = part
            report.trying(part.check)
    origins = {part.origin.rsplit("/", 1)[0] for part in parts.values() if getattr(part, "origin", None)}
    if len(origins) > 1:
        report.bad("part.json", "来自不同单位", "of more than one organ")
    rules = {}
    if not report.faults:
        report.trying(witnessed, report, parts)
        rules = report.trying(regulations, report, parts)
    if "appraisal/quarter.json" in names and "appraisal" in parts and not report.faults:
        report.trying(derived, Quarter(bundle, report, parts, rules))
    loose = [service for service, part in sorted(parts.items()) if not part.anchored]
    if loose:
        said = "、".join(loose), ", ".join(loose)
        report.doubt("没有您持有的检查点可对照：%s" % said[0], "no checkpoint of yours to hold against: %s" % said[1])
    report.loose = bool(loose or not held.keys)
    if not held.keys:
        zh, en = (
            "签署公钥取自材料包自身，请与您另行取得的公钥对照",
            "the key is the bundle's own word: compare it with one you hold",
        )
        report.doubt(zh, en)
    return report


def derived(quarter):
    """A bundle that was signed and yet says things of a wrong shape fails like any other, with its place."""
    try:
        quarter.check()
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, ZeroDivisionError, UnboundLocalError) as error:
        said = "%s: %s" % (type(error).__name__, error)
        raise Bad("appraisal/quarter.json", "内容无法推算（%s）" % said, "cannot be derived from (%s)" % said) from None


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundle")
    parser.add_argument("--held", help="您持有的检查点文件 / a file with the checkpoints you hold")
    parser.add_argument("--key", action="append", default=[], help="您持有的公钥 / the public key you hold")
    asked = parser.parse_args(arguments)
    try:
        text = ""
        if asked.held:
            with open(asked.held, encoding="utf-8-sig") as file:
                text = file.read(1 << 24)
        held, bundle = Held(text, asked.key), ZipBundle(asked.bundle)
        report = verify(bundle, held)
    except (Bad, OSError, UnicodeDecodeError) as bad:
        place, zh, en = getattr(bad, "place", "--held"), getattr(bad, "zh", "无法读取"), getattr(bad, "en", str(bad))
        print("✗ %s：%s / %s" % (place, zh, en))
        return 2
    for zh, en in report.holds:
        print("✓ %s / %s" % (zh, en))
    for zh, en in report.doubts:
        print("? %s / %s" % (zh, en))
    for bad in report.faults:
        print("✗ %s：%s / %s" % (bad.place, bad.zh, bad.en))
    if report.faults:
        first = report.faults[0].place
        print("不成立。首个不符之处：%s / Does not hold; the first bad place: %s" % (first, first))
        return 1
    if not report.holds:
        print("没有可核验的内容 / Nothing could be checked")
        return 2
    if report.loose:
        print(
            "自身前后一致；尚未与您持有的检查点和公钥核对 / Consistent in itself; not held against a checkpoint and key of yours"
        )
        return 3
    print("成立 / Holds")
    return 0


if __name__ == "__main__":
    sys.exit(main())
