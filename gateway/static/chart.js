// Draws the quarter's scores from the data beside it; the table below says the same in figures.
"use strict";
(() => {
  const INK = ["#a4161a", "#d08c60", "#5f7a8a", "#8a9a5b", "#b5a27a", "#7a6a8a"];
  let chart = null;
  let drawn = "";
  const options = (data, family) => ({
    animation: false,
    color: INK,
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
      label: index === data.series.length - 1
        ? { show: true, position: "right", formatter: (p) => data.scores[p.dataIndex] ?? "", color: "#1f2328", fontWeight: 600 }
        : { show: false },
    })),
  });
  const draw = () => {
    const place = document.getElementById("chart");
    if (!place || !window.echarts) return;
    if (chart && place.contains(chart.getDom()) && drawn === place.dataset.chart) return;
    drawn = place.dataset.chart;
    const data = JSON.parse(drawn);
    place.hidden = data.names.length === 0;
    if (chart) chart.dispose();
    // a child of our own: what is swapped in settles its attributes after we have drawn
    const sheet = document.createElement("div");
    sheet.style.height = Math.max(10, data.names.length * 2 + 5) + "rem";
    place.replaceChildren(sheet);
    chart = echarts.init(sheet);
    chart.setOption(options(data, getComputedStyle(document.body).fontFamily));
  };
  draw();
  addEventListener("resize", () => chart && chart.resize());
  new MutationObserver(draw).observe(document.getElementById("main"), {
    childList: true, subtree: true, attributes: true, attributeFilter: ["data-chart"],
  });
})();
