// Draws each chart from the data beside it, and nothing but that; a table near it says the same in figures.
"use strict";
(() => {
  const INK = ["#a4161a", "#d08c60", "#5f7a8a", "#8a9a5b", "#b5a27a", "#7a6a8a", "#3f6f6a", "#c9a227", "#8f4e5c", "#4f5d8a", "#a0785a", "#6b8f71", "#7f7f7f"];
  const UP = "#3f7d5a", DOWN = "#a4161a", QUIET = "#b9b2a6", DARK = "#1f2328";
  const drawn = new Map(); // place → { chart, data }
  const value = { type: "value", axisLabel: { hideOverlap: true }, splitLine: { lineStyle: { color: "#eee8df" } } };
  const names = (data, more) => ({ type: "category", data, axisTick: { show: false }, axisLabel: { color: DARK, ...more } });
  const grid = (more) => ({ left: 8, right: 60, top: 40, bottom: 10, containLabel: true, ...more });
  const signed = (n) => (Number(n) > 0 ? "+" : "") + String(n).replace("-", "−");
  const legend = { top: 4, left: 8, itemWidth: 14, itemHeight: 10, type: "scroll" };
  const OPTIONS = {
    stack: (data) => ({ // departments, stacked by dimension, the score at the end
      grid: grid(), legend, xAxis: value, yAxis: names(data.names),
      tooltip: { trigger: "axis", axisPointer: { type: "shadow" } },
      series: data.series.map((one, index) => ({
        name: one.name, type: "bar", stack: "score", barMaxWidth: 18, data: one.data.map(Number),
        label: index === data.series.length - 1
          ? { show: true, position: "right", formatter: (p) => data.scores[p.dataIndex] ?? "", color: DARK, fontWeight: 600 }
          : { show: false },
      })),
    }),
    columns: (data) => ({
      grid: grid({ top: 24, right: 12 }), xAxis: names(data.names, { interval: 0 }), yAxis: { ...value, minInterval: 1 },
      series: [{ type: "bar", barMaxWidth: 46, data: data.data, label: { show: true, position: "top", color: DARK, fontWeight: 600 } }],
    }),
    lines: (data) => ({
      grid: grid({ right: 24, top: 56 }), legend, xAxis: { ...names(data.names), boundaryGap: true }, yAxis: { ...value, scale: true },
      tooltip: { trigger: "axis", order: "valueDesc" },
      series: data.series.map((one) => ({
        name: one.name, type: "line", symbolSize: 7, emphasis: { focus: "series" }, lineStyle: { width: 2 },
        data: one.data.map((n) => (n === null || n === undefined ? null : Number(n))),
      })),
    }),
    steps: (data) => ({ // a waterfall: what is there already is not painted
      grid: grid({ top: 10, right: 56 }), xAxis: value, yAxis: { ...names(data.names, { width: 190, overflow: "truncate" }), inverse: true },
      tooltip: { trigger: "item", formatter: (p) => data.names[p.dataIndex] + "  " + data.labels[p.dataIndex] },
      series: [
        { type: "bar", stack: "way", stackStrategy: "all", silent: true, itemStyle: { color: "transparent" }, data: data.low.map(Number) },
        { type: "bar", stack: "way", stackStrategy: "all", barMaxWidth: 16, cursor: data.pages ? "pointer" : "default",
          data: data.long.map((n, i) => ({ value: Number(n), itemStyle: { color: data.tones[i] === "up" ? UP : data.tones[i] === "down" ? DOWN : "#5f7a8a" } })),
          label: { show: true, position: "right", formatter: (p) => data.labels[p.dataIndex], color: DARK } },
      ],
    }),
    moves: (data) => ({ // to the right what rose, to the left what fell
      grid: grid({ top: 10, left: 16 }), xAxis: { ...value, boundaryGap: ["14%", "14%"] }, yAxis: { ...names(data.names), inverse: true },
      tooltip: { trigger: "axis", axisPointer: { type: "shadow" } },
      series: [{ type: "bar", barMaxWidth: 16,
        data: data.data.map((n) => (n === null ? null : { value: Number(n), itemStyle: { color: Number(n) < 0 ? DOWN : UP }, label: { position: Number(n) < 0 ? "left" : "right" } })),
        label: { show: true, formatter: (p) => signed(data.data[p.dataIndex]), color: DARK } }],
    }),
    pairs: (data) => ({ // two or more bars a name
      grid: grid({ right: 24 }), legend, xAxis: value, yAxis: { ...names(data.names), inverse: true },
      tooltip: { trigger: "axis", axisPointer: { type: "shadow" } },
      series: data.series.map((one) => ({ name: one.name, type: "bar", barMaxWidth: 12, data: one.data.map((n) => (n === null ? null : Number(n))) })),
    }),
  };
  const draw = (place) => {
    const known = drawn.get(place);
    if (known && known.data === place.dataset.chart && place.contains(known.chart.getDom())) return;
    if (known) known.chart.dispose();
    const data = JSON.parse(place.dataset.chart);
    place.hidden = data.names.length === 0;
    // a child of our own: what is swapped in settles its attributes after we have drawn
    const sheet = document.createElement("div");
    sheet.style.height = (place.dataset.rem || 20) + "rem";
    place.replaceChildren(sheet);
    const chart = echarts.init(sheet);
    const options = OPTIONS[data.kind](data);
    if (sheet.clientWidth < 480 && options.yAxis.type === "category") Object.assign(options.yAxis.axisLabel, { width: 104, overflow: "truncate" });
    chart.setOption({ animation: false, color: INK, textStyle: { fontFamily: getComputedStyle(document.body).fontFamily }, ...options });
    if (data.pages) chart.on("click", (p) => { if (data.pages[p.dataIndex]) location.href = data.pages[p.dataIndex]; });
    drawn.set(place, { chart, data: place.dataset.chart });
  };
  const all = () => {
    if (!window.echarts) return;
    for (const [place, known] of drawn) {
      if (!place.isConnected) { known.chart.dispose(); drawn.delete(place); }
    }
    document.querySelectorAll("[data-chart]").forEach((place) => place.dataset.chart && draw(place));
  };
  all();
  addEventListener("resize", () => drawn.forEach(({ chart }) => chart.resize()));
  new MutationObserver(all).observe(document.getElementById("main"), {
    childList: true, subtree: true, attributes: true, attributeFilter: ["data-chart"],
  });
})();
