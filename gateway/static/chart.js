// Draws the quarter's scores from the data beside it; the table below says the same in figures.
"use strict";
(() => {
  const RED = ["#a4161a", "#d08c60", "#5f7a8a", "#8a9a5b", "#b5a27a", "#7a6a8a"];
  let chart = null;
  const draw = () => {
    const place = document.getElementById("chart");
    if (!place || !window.echarts) return;
    if (chart && chart.getDom() !== place) { chart.dispose(); chart = null; }
    const data = JSON.parse(place.dataset.chart);
    place.style.height = Math.max(12, data.names.length * 2 + 5) + "rem";
    chart = chart || echarts.init(place);
    const family = getComputedStyle(document.body).fontFamily;
    const last = data.series.length - 1;
    chart.setOption({
      animation: false,
      color: RED,
      textStyle: { fontFamily: family },
      grid: { left: 8, right: 60, top: 40, bottom: 10, containLabel: true },
      legend: { top: 4, left: 8, itemWidth: 14, itemHeight: 10 },
      tooltip: { trigger: "axis", axisPointer: { type: "shadow" } },
      xAxis: { type: "value", splitLine: { lineStyle: { color: "#eee8df" } } },
      yAxis: { type: "category", data: data.names, axisTick: { show: false }, axisLabel: { color: "#1f2328" } },
      series: data.series.map((one, index) => ({
        name: one.name,
        type: "bar",
        stack: "score",
        barMaxWidth: 18,
        data: one.data.map(Number),
        label: index === last
          ? { show: true, position: "right", formatter: (p) => data.scores[p.dataIndex] ?? "", color: "#1f2328", fontWeight: 600 }
          : { show: false },
      })),
    }, true);
    place.dataset.drawn = "yes";
  };
  draw();
  addEventListener("resize", () => chart && chart.resize());
  new MutationObserver(() => {
    const place = document.getElementById("chart");
    if (place && place.dataset.drawn !== "yes") draw();
  }).observe(document.getElementById("main"), { childList: true, subtree: true });
})();
