/* Small comforts on top of pages that already work: nothing here is needed to finish a form. */
(function () {
  "use strict";

  function each(root, selector, run) {
    if (root.matches && root.matches(selector)) run(root);
    root.querySelectorAll(selector).forEach(run);
  }

  function dress(root) {
    each(root, "[data-dismiss]", function (button) {
      button.hidden = false;
      button.addEventListener("click", function () { button.parentElement.remove(); });
    });
    each(root, "[data-print]", function (button) {
      button.hidden = false;
      button.addEventListener("click", function () { window.print(); });
    });
    each(root, "[data-focus]", function (box) { box.focus(); });
    each(root, "[data-drop]", function (zone) {
      var input = zone.querySelector("input[type=file]");
      var name = zone.querySelector("[data-drop-name]");
      function show() {
        name.textContent = Array.from(input.files).map(function (f) { return f.name; }).join(", ");
      }
      input.addEventListener("change", show);
      ["dragenter", "dragover"].forEach(function (kind) {
        zone.addEventListener(kind, function (event) { event.preventDefault(); zone.classList.add("ld-drop-over"); });
      });
      ["dragleave", "drop"].forEach(function (kind) {
        zone.addEventListener(kind, function () { zone.classList.remove("ld-drop-over"); });
      });
      zone.addEventListener("drop", function (event) {
        event.preventDefault();
        if (event.dataTransfer && event.dataTransfer.files.length) { input.files = event.dataTransfer.files; show(); }
      });
    });
    /* A second press of the same button sends nothing twice; the server refuses repeats anyway. */
    each(root, "[data-once]", function (button) {
      button.form.addEventListener("submit", function () { setTimeout(function () { button.disabled = true; }, 0); });
    });
  }

  document.addEventListener("click", function (event) {
    document.querySelectorAll("details.ld-account[open], details.ld-menu-small[open]").forEach(function (box) {
      if (!box.contains(event.target)) box.open = false;
    });
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.ld-account[open], details.ld-menu-small[open]").forEach(function (box) {
      box.open = false;
      box.querySelector("summary").focus();
    });
  });
  document.addEventListener("DOMContentLoaded", function () { dress(document); });
  document.addEventListener("htmx:load", function (event) { if (event.target !== document.body) dress(event.target); });
})();
