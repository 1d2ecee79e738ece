/* Draws <div data-chart> from the data beside it (see portals/kit/charts.py). ECharts is fetched only when a chart is on
   the page; without it, or without JavaScript, the table beside the drawing stays open. */
(function () {
  "use strict";

  var script = document.currentScript;
  var PALETTE = ["#0f6078", "#c77d0a", "#5f8a3a", "#8a5a9c", "#b3482f", "#5b7480"];
  var INK = "#44565e", LINE = "#dce4e6";
  var FONT = '"Inter", system-ui, sans-serif';
  var loading = null;

  function load() {
    if (!loading) {
      loading = new Promise(function (done, fail) {
        var tag = document.createElement("script");
        tag.src = script.dataset.echarts;
        tag.onload = done;
        tag.onerror = fail;
        document.head.append(tag);
      });
    }
    return loading;
  }

  function figures(lang) {
    var plain = new Intl.NumberFormat(lang === "en" ? "en" : "id", { maximumFractionDigits: 2 });
    var scales = lang === "en"
      ? [[1e12, "trillion"], [1e9, "billion"], [1e6, "million"]]
      : [[1e12, "triliun"], [1e9, "miliar"], [1e6, "juta"]];
    function scaled(value, digits) {
      var found = scales.find(function (s) { return Math.abs(value) >= s[0]; });
      if (!found) return plain.format(value);
      return new Intl.NumberFormat(lang === "en" ? "en" : "id", { maximumFractionDigits: digits }).format(value / found[0]) + " " + found[1];
    }
    return {
      full: function (value, unit) {
        if (value === null || value === undefined || Number.isNaN(value)) return "–";
        var text = plain.format(Math.abs(value));
        if (unit === "rupiah") text = "Rp" + text;
        if (unit === "percent") text += lang === "en" ? "%" : " %";
        return (value < 0 ? "−" : "") + text;
      },
      axis: function (value, unit) {
        if (unit === "percent") return plain.format(value) + (lang === "en" ? "%" : " %");
        var text = scaled(Math.abs(value), 1);
        return (value < 0 ? "−" : "") + (unit === "rupiah" && value ? "Rp" : "") + text;
      },
    };
  }

  /* A map of some districts only is drawn around these, with as much again on each side; null for the whole map. */
  function corners(shapes, codes) {
    var mine = shapes.features.filter(function (one) { return codes.indexOf(one.properties.kode) >= 0; });
    if (!mine.length || mine.length * 3 > shapes.features.length) return null;
    var x = [], y = [];
    (function walk(part) {
      if (typeof part[0] === "number") { x.push(part[0]); y.push(part[1]); } else part.forEach(walk);
    })(mine.map(function (one) { return one.geometry.coordinates; }));
    var west = Math.min.apply(null, x), east = Math.max.apply(null, x), south = Math.min.apply(null, y), north = Math.max.apply(null, y);
    var beside = east - west, above = (north - south) / 2;
    return [[west - beside, north + above], [east + beside, south - above]];
  }

  function option(spec, narrow, shapes) {
    var write = figures(spec.lang);
    var base = {
      color: PALETTE,
      animation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
      animationDuration: 400,
      textStyle: { fontFamily: FONT, color: INK, fontSize: 12 },
      aria: { enabled: false, decal: { show: false } },
      tooltip: {
        /* Drawn on the canvas: an HTML tooltip would need inline styles, which the page forbids. */
        renderMode: "richText", confine: true, backgroundColor: "#0d3b4a", borderWidth: 0,
        textStyle: { color: "#fff", fontFamily: FONT, fontSize: 12 },
        valueFormatter: function (value) { return write.full(value, spec.unit); },
      },
    };
    var many = spec.series.length > 1;
    if (many) base.legend = { bottom: 0, left: 0, itemWidth: 14, itemHeight: 10, textStyle: { color: INK } };

    if (spec.kind === "donut") {
      base.tooltip.trigger = "item";
      base.legend = { bottom: 0, left: "center", itemWidth: 12, itemHeight: 10, textStyle: { color: INK } };
      base.series = [{
        type: "pie", name: spec.series[0].name, radius: ["52%", "76%"], center: ["50%", "44%"],
        itemStyle: { borderColor: "#fff", borderWidth: 2 },
        label: { show: !narrow, color: INK, lineHeight: 15, formatter: function (part) { return part.name + "\n" + write.full(Math.round(part.percent * 10) / 10, "percent"); } },
        data: spec.labels.map(function (label, i) { return { name: label, value: spec.series[0].values[i] }; }),
      }];
      return base;
    }
    if (spec.kind === "map") {
      var values = spec.series[0].values.filter(function (v) { return v !== null; });
      var most = Math.max.apply(null, values), least = Math.min.apply(null, values);
      /* One value everywhere is no span: colours then begin at nought, or whatever has no value would be coloured too. */
      if (least === most) { least = Math.min(0, least); most = Math.max(least + 1, most); }
      base.tooltip.trigger = "item";
      base.visualMap = {
        min: least, max: most, left: 0, bottom: 0, orient: "horizontal", itemHeight: 110, itemWidth: 12, calculable: false,
        text: [write.axis(most, spec.unit), write.axis(least, spec.unit)],
        inRange: { color: ["#e2eff3", "#8fbfcd", "#3f8ba2", "#0f6078", "#092d39"] },
        formatter: function (value) { return write.axis(value, spec.unit); }, textStyle: { color: INK },
      };
      base.series = [{
        type: "map", map: spec.area, name: spec.series[0].name, nameProperty: "kode", roam: false, left: 4, right: 4, top: 4, bottom: 32, boundingCoords: corners(shapes, spec.codes),
        itemStyle: { areaColor: "#ebeff0", borderColor: "#fff", borderWidth: 0.8 },
        emphasis: { label: { show: false }, itemStyle: { areaColor: "#e2a428" } }, select: { disabled: true }, label: { show: false },
        data: spec.codes.map(function (code, i) { return { name: code, value: spec.series[0].values[i], label_name: spec.labels[i] }; }),
      }];
      base.tooltip.formatter = function (part) {
        return part.data ? part.data.label_name + "\n" + write.full(part.data.value, spec.unit) : "–";
      };
      return base;
    }

    var flat = spec.kind === "hbar";
    var names = {
      type: "category", data: spec.labels, inverse: flat,
      axisLine: { lineStyle: { color: "#75868d" } }, axisTick: { show: false },
      axisLabel: { color: INK, lineHeight: 15, hideOverlap: true, width: flat ? (narrow ? 88 : 132) : undefined, overflow: flat ? "break" : undefined },
    };
    var amounts = {
      type: "value", splitNumber: flat ? (narrow ? 2 : 3) : (narrow ? 3 : 5), splitLine: { lineStyle: { color: LINE } },
      axisLabel: { color: INK, hideOverlap: true, alignMaxLabel: flat ? "right" : undefined, formatter: function (value) { return write.axis(value, spec.unit); } },
    };
    base.grid = { left: 8, right: flat ? 24 : 8, top: 16, bottom: many ? 36 : 8, containLabel: true };
    base.xAxis = flat ? amounts : names;
    base.yAxis = flat ? names : amounts;
    base.tooltip.trigger = "axis";
    base.tooltip.axisPointer = { type: spec.kind === "line" ? "line" : "shadow", shadowStyle: { color: "rgba(15,96,120,0.07)" } };
    base.series = spec.series.map(function (series, i) {
      if (spec.kind === "line") {
        return { type: "line", name: series.name, data: series.values, symbol: ["circle", "rect", "triangle", "diamond"][i % 4], symbolSize: 7, lineStyle: { width: 2.5, type: ["solid", "dashed", "dotted"][i % 3] } };
      }
      return { type: "bar", name: series.name, data: series.values, stack: spec.kind === "stacked" ? "all" : undefined, barMaxWidth: 36, itemStyle: { borderRadius: spec.kind === "stacked" ? 0 : (flat ? [0, 3, 3, 0] : [3, 3, 0, 0]), borderColor: "#fff", borderWidth: spec.kind === "stacked" ? 1 : 0 } };
    });
    return base;
  }

  function draw(box) {
    if (box.dataset.drawn) return;
    box.dataset.drawn = "1";
    var spec = JSON.parse(document.getElementById(box.dataset.chart).textContent);
    var ready = load(), shapes = null;
    if (box.dataset.map) {
      ready = ready.then(function () { return fetch(box.dataset.map); })
        .then(function (answer) { return answer.json(); })
        .then(function (map) { shapes = map; window.echarts.registerMap(spec.area, map); });
    }
    /* Widths are measured in the page's own letters: wait until they are there. */
    ready.then(function () { return document.fonts.ready; }).then(function () {
      box.hidden = false;
      var chart = window.echarts.init(box, null, { renderer: "canvas" });
      chart.setOption(option(spec, box.clientWidth < 420, shapes));
      new ResizeObserver(function () { chart.resize(); }).observe(box);
      var table = box.parentElement.querySelector(".ld-chart-table");
      if (table) table.open = false;
      box.dataset.drawn = "done";
    }).catch(function () { box.hidden = true; });
  }

  function all(root) { root.querySelectorAll("[data-chart]").forEach(draw); }
  document.addEventListener("DOMContentLoaded", function () { all(document); });
  document.addEventListener("htmx:load", function (event) { all(event.target); });
  /* Paper shows the figures as well. */
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll(".ld-chart-table").forEach(function (table) { table.open = true; });
  });
})();
