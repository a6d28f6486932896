/* Keys for people who work without a mouse: "/" goes to the search field, "?" to the list of keys. */
(function () {
  "use strict";
  // A page that the browser kept for its back button may show the client before: ask for it anew.
  window.addEventListener("pageshow", function (event) { if (event.persisted) { window.location.reload(); } });
  document.addEventListener("keydown", function (event) {
    var tag = event.target.tagName;
    if (event.ctrlKey || event.altKey || event.metaKey || tag === "INPUT" || tag === "TEXTAREA" || tag === "SELECT") { return; }
    var target = { "/": "[data-key-search]", "?": "[data-key-help]", "n": "[data-key-new]" }[event.key];
    var element = target && document.querySelector(target);
    if (!element) { return; }
    event.preventDefault();
    if (element.tagName === "DETAILS") { element.open = true; element.querySelector("summary").focus(); } else { element.focus(); }
  });
})();
