// One live stream per page: what the server says changed becomes a `changed` event, and htmx asks again.
"use strict";
(() => {
  const body = document.body;
  const topics = body.dataset.live;
  if (topics) {
    let last = body.dataset.after || "";
    let waiting = null;
    let shown = 0;
    const changed = () => {
      waiting = null;
      shown = Date.now();
      body.dispatchEvent(new CustomEvent("changed"));
    };
    const working = ({ done, total }) => { // a long operation of this person, such as an import
      let bar = document.getElementById("working");
      if (!bar) {
        bar = Object.assign(document.createElement("progress"), { id: "working" });
        document.getElementById("main").prepend(bar);
      }
      Object.assign(bar, { max: total, value: done, title: `${done} / ${total}` });
      if (done >= total) setTimeout(() => bar.remove(), 2000);
    };
    const connect = () => {
      const query = new URLSearchParams({ topics: topics.includes("person") ? topics : topics + ",person", after: last });
      const source = new EventSource("/live?" + query);
      const heard = (event) => {
        if (event.lastEventId) last = event.lastEventId;
        const told = JSON.parse(event.data || "{}");
        if (told.total) return working(told);
        body.dataset.heard = String(Number(body.dataset.heard || 0) + 1);
        // many changes, one repaint; what concerns every desk not more often than every two seconds
        const wait = told.topic === "desk" ? Math.max(250, shown + 2000 - Date.now()) : 250;
        waiting = waiting || setTimeout(changed, wait);
      };
      source.onmessage = heard;
      source.onopen = () => { body.dataset.stream = "open"; };
      source.onerror = () => {
        body.dataset.stream = "closed";
        if (source.readyState === EventSource.CLOSED) setTimeout(connect, 5000);
      };
      addEventListener("pagehide", () => source.close(), { once: true });
    };
    connect();
  }
  // A slider sets the day beside it, and the day's slider follows the day: the form asks with the day alone.
  const days = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / 86400000);
  for (const slider of document.querySelectorAll("[data-slides]")) {
    const day = document.getElementById(slider.dataset.slides);
    slider.addEventListener("input", () => {
      day.value = new Date(Date.parse(slider.dataset.first) + slider.value * 86400000).toISOString().slice(0, 10);
      slider.setAttribute("aria-valuetext", day.value);
    });
    day.addEventListener("input", () => {
      if (day.value) slider.value = days(slider.dataset.first, day.value);
      slider.setAttribute("aria-valuetext", day.value);
    });
  }
  // A slider turns the number beside it; both are one control of the form.
  for (const slider of document.querySelectorAll("[data-turns]")) {
    const number = document.getElementById(slider.dataset.turns);
    slider.addEventListener("input", () => { number.value = slider.value; });
    number.addEventListener("input", () => { slider.value = number.value; });
  }
  // Weights that gave way stand in the form as they were scored; each answer says so once, for they may be turned since.
  const show = () => {
    for (const scored of document.querySelectorAll("[data-shown]")) {
      const { shown } = scored.dataset;
      for (const one of [document.getElementById(shown), document.querySelector(`[data-turns="${shown}"]`)]) one.value = scored.value;
      scored.removeAttribute("data-shown");
    }
  };
  show();
  document.body.addEventListener("htmx:after:swap", show);
  // A long list shows the lines that hold what is typed; a heading under which none is left goes too.
  for (const finder of document.querySelectorAll("[data-finds]")) {
    const lines = [...document.querySelectorAll(finder.dataset.finds)];
    finder.closest("[hidden]").hidden = false;
    finder.addEventListener("input", () => {
      const wanted = finder.value.trim().toLowerCase();
      for (const line of lines) line.hidden = !line.textContent.toLowerCase().includes(wanted);
      for (const part of new Set(lines.map((line) => line.closest("section")))) part.hidden = !part.querySelector("li:not([hidden])");
    });
  }
  // Lists in forms: a further place is a copy of the last one, emptied; rows of a structure count on.
  const emptied = (place) => {
    for (const control of place.matches("select, input, textarea") ? [place] : place.querySelectorAll("select, input, textarea")) {
      if (control.type === "hidden") continue;
      control.required = false;
      if (control.tagName === "SELECT") control.selectedIndex = 0;
      else control.value = place.querySelector?.(`[name="${control.name}-usual"]`)?.value ?? "";
    }
    return place;
  };
  for (const button of document.querySelectorAll("[data-add]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const rows = button.closest("[data-rows]") && !button.closest("[data-many]");
      const last = button.parentElement.querySelectorAll(rows ? ":scope > .row" : ":scope > select");
      const place = emptied(last[last.length - 1].cloneNode(true));
      if (rows) {
        const prefix = button.parentElement.dataset.rows + ".";
        for (const control of place.querySelectorAll("[name]")) {
          control.name = control.name.replace(prefix + (last.length - 1) + ".", prefix + last.length + ".");
        }
        place.querySelectorAll("[data-add]").forEach((inner) => inner.remove());
      }
      last[last.length - 1].after(place);
      place.focus?.();
    });
  }
})();
