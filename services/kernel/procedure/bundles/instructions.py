"""What a stranger is told who has to check a bundle: the same text in every bundle and on the page."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

README = "README.txt"
VERIFIER = Path(__file__).resolve().parents[4] / "deploy" / "verifier" / "verify.py"
"""It comes with the program and is no part of it: nothing here imports it."""

_TEXT = """季考材料包 / A bundle of jikao

本材料包由单位从其事件日志导出，可在任何装有 Python 3.9 以上的电脑上核验，无需联网，无需本系统。
一、向单位以外可信来源索取核验程序 verify.py，或自本单位页面下载；其 SHA-256 应为：
    {digest}
二、准备您自己持有的检查点（此前打印、邮寄或存放于别处的签署文）与公钥，写入一个文本文件，公钥单独一行：
    key <公钥>
三、运行：
    python3 verify.py 材料包.zip --held 检查点.txt
    返回 0 表示与您持有的检查点相符，全部成立；1 表示不成立，并指出首个不符之处；
    2 表示无可核验；3 表示仅自身前后一致，尚未与您持有的检查点和公钥核对。
标为“隐去”的事件因涉及个人或涉密内容未完整提供，仍可证明其封印在签署的日志中；其公开部分由单位签署担保。
一条事件计为何种事实，是单位按规章所作的解读：事实与事件并列于材料包中，由您判断；此后的计算全部重新推算。

This bundle was written from the office's event logs. Any computer with Python 3.9 or newer checks it, without a
network and without the system itself.
1. Get verify.py from a source you trust, or from the office's page; its SHA-256 is to be the one above.
2. Put the checkpoints that you hold yourself (printed, mailed or kept elsewhere before) into a text file, and the
   public key in a line of its own:  key <public key>
3. Run:  python3 verify.py BUNDLE.zip --held CHECKPOINTS.txt
   0: it holds, against what you hold. 1: it does not hold, and the first bad place is named.
   2: nothing could be checked. 3: it is consistent in itself only, for nothing of yours was held against it.
An event that is withheld in part, for personal or secret matters, is still proven to be in the signed log by its seal;
for what it does say the office's signature stands alone.
What an event counts as is the office's reading of its rules: fact and event stand side by side for you to judge. All
that is calculated from there on is derived anew.

各服务文件夹的内容 / In each service's folder:
  part.json, part.note     清单与签署 / list of files, signed
  events.jsonl             事件（CloudEvents），含原始内容与封印 / events with stored bytes and seals
  proofs.jsonl             事件在签署日志中的证明（RFC 6962） / inclusion proofs
  checkpoints.jsonl        签署的检查点及其延续证明 / signed checkpoints, consistency proofs
  regulations.toml         规章各项数值的施行日与条款 / the regulations' numbers, since when, by which article
  witnessed.jsonl          本日志所见证的其他日志检查点 / checkpoints of the other logs that this one has seen
  quarter.json, facts.jsonl, policy.json, scorecards.jsonl   季度考核 / a quarter's appraisal
"""


@cache
def verifier_digest() -> str:
    return hashlib.sha256(VERIFIER.read_bytes()).hexdigest()


def readme() -> str:
    return _TEXT.format(digest=verifier_digest())
