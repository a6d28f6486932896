/* Improves pages that already work: one click sends once, large files are named before they travel. */
(function () {
  "use strict";
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    window.setTimeout(function () {
      form.querySelectorAll("button[type=submit]").forEach(function (button) { button.setAttribute("aria-disabled", "true"); });
    }, 0);
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) {
      delete form.dataset.sent;
      form.querySelectorAll("[aria-disabled]").forEach(function (button) { button.removeAttribute("aria-disabled"); });
    });
  });
  var summary = document.getElementById("error-summary");
  if (summary) { summary.focus(); }
  // A page left open on a shared computer: what was typed goes to be kept behind the code, and the page is gone.
  var visit = document.querySelector("[data-visit]"), last = Date.now();
  if (visit) {
    ["keydown", "pointerdown", "input"].forEach(function (name) { document.addEventListener(name, function () { last = Date.now(); }); });
    window.setInterval(function () {
      if (Date.now() - last < (Number(visit.dataset.visit) + 5) * 1000) { return; }
      last = Date.now();
      var form = document.querySelector("main form[method=post]");
      if (form) { form.submit(); } else { window.location.reload(); }
    }, 5000);
  }
  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });
})();
