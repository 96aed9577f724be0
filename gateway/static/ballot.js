// Blinds slips, has them signed unseen, takes the blinding off and casts them one by one in random order (RFC 9474).
import { sha256, sha384 } from "./vendor/noble/sha2.js";

const HASH = 48, SALT = 48, PREFIX = 32, CODE = 32, SIZE = 256, E = 65537n, PADDED = 1600;
const random = (n) => crypto.getRandomValues(new Uint8Array(n));
const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
const bytes = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const number = (octets) => BigInt("0x" + (hex(octets) || "0"));
const octets = (n, length = SIZE) => bytes(n.toString(16).padStart(length * 2, "0"));
const joined = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));

const power = (base, exponent, n) => {
  let result = 1n;
  for (base %= n; exponent > 0n; exponent >>= 1n, base = (base * base) % n) if (exponent & 1n) result = (result * base) % n;
  return result;
};
const inverse = (a, n) => {
  let [r, next, t, following] = [n, a % n, 0n, 1n];
  while (next) [r, next, t, following] = [next, r % next, following, t - (r / next) * following];
  if (r !== 1n) throw new Error("no inverse");
  return t < 0n ? t + n : t;
};
const mask = (seed, length) => {
  let made = new Uint8Array();
  for (let counter = 0; made.length < length; counter++) made = joined(made, sha384(joined(seed, octets(BigInt(counter), 4))));
  return made.slice(0, length);
};
const hashed = (message, salt) => sha384(joined(new Uint8Array(8), sha384(message), salt));
// EMSA-PSS-ENCODE for a modulus of 2048 bits
const encoded = (message, salt) => {
  const digest = hashed(message, salt);
  const block = joined(new Uint8Array(SIZE - SALT - HASH - 2), [1], salt);
  const over = mask(digest, block.length);
  const masked = block.map((byte, place) => byte ^ over[place]);
  masked[0] &= 0x7f;
  return joined(masked, digest, [0xbc]);
};
const verifies = (message, signature, n) => {
  const block = octets(power(number(signature), E, n));
  const digest = block.slice(SIZE - HASH - 1, SIZE - 1);
  const masked = block.slice(0, SIZE - HASH - 1);
  const over = mask(digest, masked.length);
  const plain = masked.map((byte, place) => byte ^ over[place]);
  plain[0] &= 0x7f;
  const salt = plain.slice(plain.length - SALT);
  const led = plain.slice(0, plain.length - SALT);
  return block[SIZE - 1] === 0xbc && !(masked[0] & 0x80) && led[led.length - 1] === 1
    && led.slice(0, -1).every((byte) => byte === 0) && hex(hashed(message, salt)) === hex(digest);
};
const unit = (n) => {
  for (;;) {
    const r = number(random(SIZE)) % n;
    try { return [r, inverse(r, n)]; } catch { /* another one */ }
  }
};
export const blinded = (round, department, rating, n) => {
  const message = joined(random(PREFIX), random(CODE), new TextEncoder().encode(`jikao-slip/1|${round}|${department}|${rating}`));
  const [r, off] = unit(n);
  return {
    department, message: hex(message), off: off.toString(16),
    blinded: hex(octets((number(encoded(message, random(SALT))) * power(r, E, n)) % n)),
  };
};
export const finalized = (slip, signed, n) => {
  const signature = octets((number(bytes(signed)) * BigInt("0x" + slip.off)) % n);
  if (!verifies(bytes(slip.message), signature, n)) throw new Error("signature");
  return hex(signature);
};
const code = (slip) => slip.message.slice(PREFIX * 2, (PREFIX + CODE) * 2);
const shuffled = (list) => {
  const order = list.slice();
  for (let place = order.length - 1; place > 0; place--) {
    const other = Number(number(random(6)) % BigInt(place + 1));
    [order[place], order[other]] = [order[other], order[place]];
  }
  return order;
};

const PLACE = "jikao-ballot|";
// one a round and person
const entries = () => Object.keys(localStorage).filter((key) => key.startsWith(PLACE)).map((key) => {
  return { key, round: key.split("|")[1], cast: JSON.parse(localStorage.getItem(key)).slips.every((slip) => slip.cast) };
});
// codes and receipts are their voter's: once nobody is logged in, only what is not cast yet stays in a shared browser
if (document.body.hasAttribute("data-nobody")) {
  for (const entry of entries()) if (entry.cast) localStorage.removeItem(entry.key);
}
const page = document.getElementById("ballot");
if (page) {
  const { quarter, number: held, round, person, csrf, keys, words, days, zone } = JSON.parse(page.dataset.ballot);
  const place = `${PLACE}${round}|${person}`;
  // what can be cast no more, whosever it was: of a round that is over, or of one held again since
  for (const entry of entries()) {
    const ours = entry.round === quarter || entry.round.startsWith(`${quarter}.`);
    if (ours && (entry.round !== round || (page.dataset.open !== "true" && !entry.cast))) localStorage.removeItem(entry.key);
  }
  const kept = () => JSON.parse(localStorage.getItem(place) ?? "null");
  const keep = (state) => localStorage.setItem(place, JSON.stringify(state));
  const n = (department) => BigInt("0x" + keys[department]);
  const said = document.getElementById("said");
  const say = (text, wrong = false) => { said.textContent = text; said.className = wrong ? "problem" : "done"; said.hidden = false; };

  const take = async (state) => {
    const answer = await fetch(`/api/v1/appraisal/evaluations/${quarter}/slips`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf, "Accept-Language": document.documentElement.lang },
      body: JSON.stringify({ number: held, slips: state.slips.map(({ department, blinded }) => ({ department, blinded })) }),
    });
    const told = await answer.json();
    if (!answer.ok) throw new Error(`${told.detail ?? told.title} ${told.next ?? ""}`);
    for (const slip of state.slips) slip.signature = finalized(slip, told.signatures[slip.department], n(slip.department));
    keep(state);
  };
  const cast = async (state) => {
    for (const slip of shuffled(state.slips.filter((one) => !one.cast))) {
      const body = JSON.stringify({ message: slip.message, signature: slip.signature, pad: "" });
      const answer = await fetch(`/api/v1/ballots/${round}/slips`, {
        method: "POST", credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store",
        headers: { "Content-Type": "application/json", "Accept-Language": document.documentElement.lang },
        body: body.replace('"pad":""', `"pad":"${"0".repeat(Math.max(0, PADDED - body.length))}"`),
      });
      const told = await answer.json();
      if (!answer.ok) throw new Error(`${told.detail} ${told.next}`);
      // neither what it says nor what linked it to its signing is kept
      const receipt = { department: slip.department, cast: true, code: code(slip), digest: told.digest, acknowledgement: told.signature };
      state.slips[state.slips.indexOf(slip)] = receipt;
      keep(state);
    }
  };
  const counted = new Set(JSON.parse(page.dataset.counted));
  const found = (kept) => (counted.has(kept) ? words.counted : words.missing);
  const shown = () => {
    const state = kept();
    const list = document.getElementById("codes");
    if (!state || !state.slips.every((slip) => slip.cast)) return;
    list.replaceChildren(...state.slips.map((slip) => {
      const line = document.createElement("tr");
      for (const text of [words[slip.department] ?? slip.department, slip.code, counted.size ? found(slip.code) : words.cast]) {
        line.append(Object.assign(document.createElement("td"), { textContent: text }));
      }
      line.cells[1].replaceChildren(Object.assign(document.createElement("code"), { className: "hash", textContent: slip.code }));
      return line;
    }));
    // neither what was rated nor what the system signed unseen
    const receipts = state.slips.map((slip) => ({ code: slip.code, digest: slip.digest, signature: slip.acknowledgement }));
    document.getElementById("receipts").href = URL.createObjectURL(new Blob([JSON.stringify(receipts, null, 1)], { type: "application/json" }));
    document.getElementById("mine").hidden = false;
    document.getElementById("form")?.remove();
    document.getElementById("lost")?.remove();
  };
  const today = () => new Date().toLocaleDateString("sv", { timeZone: zone }); // as 2026-10-12
  const vote = async (state) => {
    if (!state.slips.every((slip) => slip.signature)) await take(state);
    if (state.day > today()) { // chosen before they were taken: who is watched that day tells nothing
      say(`${words.later} ${state.day}`);
      form?.remove();
      document.getElementById("lost")?.remove();
      return;
    }
    await cast(state);
    say(words.done);
    shown();
  };
  const form = document.getElementById("form");
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      let state = kept();
      if (!state) {
        const given = new FormData(form);
        const day = days.length ? days[Number(number(random(6)) % BigInt(days.length))] : "";
        state = { day, slips: Object.keys(keys).filter((name) => given.has(name)).map((name) => blinded(round, name, given.get(name), n(name))) };
        keep(state); // before anything is sent: what is lost after the signing is a lost vote
      }
      await vote(state);
    } catch (wrong) {
      say(`${words.failed} ${wrong.message}`, true);
      button.disabled = false;
    }
  });
  // codes from paper, or the receipts that were saved: the browser keeps them no longer than its voter is logged in
  document.getElementById("noted")?.addEventListener("input", (event) => {
    const noted = event.target.value.match(/(?<!"digest": ")\b[0-9a-f]{64}\b/g) ?? [];
    document.getElementById("found").replaceChildren(...noted.map((one) => {
      const line = Object.assign(document.createElement("li"), { textContent: ` ${found(one)}` });
      line.prepend(Object.assign(document.createElement("code"), { className: "hash", textContent: one }));
      return line;
    }));
  });
  const begun = kept();
  if (begun && page.dataset.open === "true" && !begun.slips.every((slip) => slip.cast)) {
    vote(begun).catch((wrong) => say(`${words.failed} ${wrong.message}`, true));
  }
  shown();
  page.dataset.ready = "true";
}
export { hex, sha256, verifies, bytes };
