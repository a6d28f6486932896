/* Keys for people who work without a mouse: an element with data-key answers to it; "/" goes to the search field, "?" to the list. */
(function () {
  "use strict";
  // A page that the browser kept for its back button may show the client before: ask for it anew.
  window.addEventListener("pageshow", function (event) { if (event.persisted) { window.location.reload(); } });
  var place = document.querySelector("[data-idle]"), touched = false;
  function isText(element) { return /^(TEXTAREA|SELECT)$/.test(element.tagName) || (element.tagName === "INPUT" && !/^(checkbox|radio|file|submit|button)$/.test(element.type)); }
  function use(element) {
    if (element.tagName === "DETAILS") { element.open = true; element.querySelector("summary").focus(); }
    else if (element.dataset.key) { element.click(); } else { element.focus(); }
  }
  function choose(list, digit) {
    var option = list.querySelectorAll("input[type=radio], input[type=checkbox]")[digit - 1];
    if (option) { option.focus(); option.checked = option.type === "radio" || !option.checked; option.dispatchEvent(new Event("change", { bubbles: true })); touched = true; }
    return option;
  }
  function send(form) {
    var button = form.querySelector("button.btn-primary[type=submit]") || form.querySelector("button[type=submit]");
    if (button) { form.requestSubmit(button); }
  }
  document.addEventListener("keydown", function (event) {
    var element = event.target, key = event.key, form = element.form;
    if (event.altKey || event.metaKey || event.isComposing || event.defaultPrevented || (element.closest && element.closest("dialog"))) { return; }
    if (key === "Enter" && place && form && form.closest("main") && element.type !== "file" && element.tagName !== "BUTTON" && (element.tagName !== "TEXTAREA" || event.ctrlKey)) {
      event.preventDefault();
      send(form);
      return;
    }
    if (event.ctrlKey || (isText(element) && key.length === 1)) { return; }
    var list = /^[1-9]$/.test(key) && element.closest("fieldset");
    if (list && choose(list, Number(key))) { event.preventDefault(); return; }
    var wanted = { "/": "[data-key-search]", "?": "[data-keys-help], [data-key-help]", "n": "[data-key-new]" }[key] || "[data-key='" + CSS.escape(key) + "']";
    var found = document.querySelector(wanted);
    if (!found) { return; }
    event.preventDefault();
    if (found.matches("[data-keys-help]")) { document.getElementById("keys-dialog").showModal(); } else { use(found); }
  });
  if (!place) { return; }

  /* The work place: what the browser itself remembers of a client, and the lock. */
  document.querySelectorAll("main form, main input").forEach(function (element) { element.setAttribute("autocomplete", "off"); });
  place.querySelector("[data-keys-help]").addEventListener("click", function (event) { event.preventDefault(); document.getElementById("keys-dialog").showModal(); });
  var lock = document.querySelector("form[data-lock]"), end = document.querySelector("form[data-end]");
  var work = document.querySelector("main form[method=post]:not([data-lock], [data-end])");
  document.addEventListener("input", function (event) { if (work && work.contains(event.target)) { touched = true; } });
  function lockNow() {
    if (touched && work) { work.action = lock.action + "&keep=1"; work.submit(); } else { lock.submit(); }
  }
  lock.addEventListener("submit", function (event) { event.preventDefault(); lockNow(); });
  if (end && navigator.clipboard) {
    end.addEventListener("submit", function (event) {
      event.preventDefault();
      var go = function () { end.submit(); };
      window.setTimeout(go, 500);
      navigator.clipboard.writeText("").then(go, go);
    });
  }
  var idle = place.dataset.idle * 1000, last = Date.now(), told = last;
  ["keydown", "pointerdown", "input"].forEach(function (name) {
    document.addEventListener(name, function () {
      last = Date.now();
      if (last - told > idle / 4) { told = last; fetch(place.dataset.here, { credentials: "same-origin" }).catch(function () {}); }
    }, { capture: true, passive: true });
  });
  window.setInterval(function () { if (Date.now() - last > idle) { last = Date.now(); lockNow(); } }, 5000);
})();
