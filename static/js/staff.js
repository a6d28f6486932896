/* Keys for people who work without a mouse: an element with data-key answers to it; "/" goes to the search field, "?" to the list. */
(function () {
  "use strict";
  // A page that the browser kept for its back button may show the client before: ask for it anew.
  window.addEventListener("pageshow", function (event) { if (event.persisted) { window.location.reload(); } });
  // On a phone a line of a table becomes a card: each cell says the name of its column.
  document.querySelectorAll("main .scroll > table:not(.cases, .figures)").forEach(function (table) {
    var heads = Array.from(table.querySelectorAll("thead th")).map(function (head) { return head.textContent.trim(); });
    if (heads.length < 4 && table.scrollWidth <= table.parentNode.clientWidth) { return; }  // it fits
    table.querySelectorAll("tbody tr").forEach(function (row) {
      Array.from(row.cells).forEach(function (cell, number) { if (number && heads[number]) { cell.dataset.label = heads[number]; } });
    });
    table.classList.add("is-cards");
  });
  var place = document.querySelector("[data-idle]"), touched = false;
  function isText(element) { return /^(TEXTAREA|SELECT)$/.test(element.tagName) || (element.tagName === "INPUT" && !/^(checkbox|radio|file|submit|button)$/.test(element.type)); }
  function use(element) {
    if (element.tagName === "DETAILS") { element.open = true; element.querySelector("summary").focus(); }
    else if (element.dataset.key) { element.click(); } else { element.focus(); }
  }
  // The list is read from its beginning, on a small screen too.
  function tellKeys() { document.getElementById("keys-dialog").showModal(); document.getElementById("keys-title").focus(); }
  function choose(list, digit) {
    var option = list.querySelectorAll("input[type=radio], input[type=checkbox]")[digit - 1];
    if (option) { option.focus(); option.checked = option.type === "radio" || !option.checked; option.dispatchEvent(new Event("change", { bubbles: true })); touched = true; }
    return option;
  }
  function send(form) {
    var button = form.querySelector("button.btn-primary[type=submit]") || form.querySelector("button[type=submit]");
    if (button) { form.requestSubmit(button); }
  }
  // A long list of boxes narrows while one types; Enter takes the best, Enter on nothing goes on.
  document.querySelectorAll("[data-filter]").forEach(function (box) {
    var input = box.querySelector("input"), said = box.querySelector("[role=status]"), form = box.closest("form");
    var rows = Array.from(form.querySelectorAll("[data-words]")).map(function (option) {
      var row = option.closest(".choice"), name = row.textContent.trim().toLowerCase();
      return { option: option, row: row, name: name, words: name + " " + option.dataset.words.toLowerCase() };
    });
    function fits() {
      var wanted = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      return rows.filter(function (one) {
        var is = wanted.every(function (word) { return (" " + one.words).indexOf(" " + word) >= 0 || one.words.indexOf(word) >= 0; });
        one.row.hidden = !is && !one.option.checked;
        return is && !one.option.checked;
      }).sort(function (a, b) { return rank(a, wanted) - rank(b, wanted); });
    }
    function rank(one, wanted) { return wanted.every(function (word) { return one.name.indexOf(word) === 0; }) ? 0 : wanted.every(function (word) { return one.name.indexOf(word) >= 0; }) ? 1 : 2; }
    function tell() {
      var best = input.value.trim() ? fits()[0] : (fits(), null), taken = rows.filter(function (one) { return one.option.checked; });
      said.textContent = (taken.length ? "✓ " + taken.map(function (one) { return one.row.textContent.trim(); }).join(", ") + ". " : "") + (best ? "→ " + best.row.textContent.trim() : "");
    }
    input.addEventListener("input", tell);
    input.addEventListener("keydown", function (event) {
      if (event.key !== "Enter" || !input.value.trim()) { return; }
      event.preventDefault();
      var best = fits()[0];
      if (best) { best.option.checked = true; input.value = ""; tell(); }
    });
    form.addEventListener("change", tell);
    box.hidden = false;
    if (!document.getElementById("error-summary")) { input.focus(); }
    tell();
  });
  // A number that is there to be replaced is selected as soon as it has the focus.
  document.querySelectorAll("[data-select]").forEach(function (input) {
    input.addEventListener("focus", function () { input.select(); });
    if (input === document.activeElement) { input.select(); }
  });
  // A list of boxes is one stop for Tab; arrows go through it, digits choose.
  if (place) {
    document.querySelectorAll("main fieldset.field").forEach(function (list) {
      var boxes = Array.from(list.querySelectorAll("input[type=checkbox]"));
      boxes.slice(1).forEach(function (box) { box.tabIndex = -1; });
      list.addEventListener("keydown", function (event) {
        var step = { ArrowDown: 1, ArrowUp: -1 }[event.key], at = boxes.indexOf(event.target);
        if (step && at >= 0) { event.preventDefault(); boxes[(at + step + boxes.length) % boxes.length].focus(); }
      });
    });
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
    if (key.length === 1 && document.querySelector("[data-one-sign=off]")) { return; }
    var wanted = { "/": "[data-key-search]", "?": "[data-keys-help], [data-key-help]", "n": "[data-key-new]" }[key] || "[data-key='" + CSS.escape(key) + "']";
    var found = document.querySelector(wanted);
    if (!found) { return; }
    event.preventDefault();
    if (found.matches("[data-keys-help]")) { tellKeys(); } else { use(found); }
  });
  // The second screen forgets at once when the clerk ends.
  var news = window.BroadcastChannel ? new BroadcastChannel("station") : null, second = document.querySelector("[data-screen]");
  if (news && second) { news.onmessage = function (event) { if (event.data.client !== second.dataset.client) { window.location.replace(second.dataset.screen); } }; }
  if (!place) { return; }
  // One client at a work place: what another window still shows of somebody else goes from the screen.
  var client = place.dataset.client;
  if (news) {
    news.onmessage = function (event) { if (client && event.data.client !== client) { window.location.replace(place.dataset.home); } };
    news.postMessage({ client: client });
  }

  /* The work place: what the browser itself remembers of a client, and the lock. */
  document.querySelectorAll("main form, main input").forEach(function (element) { element.setAttribute("autocomplete", "off"); });
  place.querySelector("[data-keys-help]").addEventListener("click", function (event) { event.preventDefault(); tellKeys(); });
  var lock = document.querySelector("form[data-lock]"), end = document.querySelector("form[data-end]");
  var work = document.querySelector("main form[method=post]:not([data-lock], [data-end])");
  document.addEventListener("input", function (event) { if (work && work.contains(event.target)) { touched = true; } });
  function lockNow() {
    if (touched && work) { work.action = lock.action + "&keep=1"; work.submit(); } else { lock.submit(); }
  }
  lock.addEventListener("submit", function (event) { event.preventDefault(); lockNow(); });
  if (end && news) { end.addEventListener("submit", function () { news.postMessage({ client: "" }); }); }
  if (end && navigator.clipboard) {
    end.addEventListener("submit", function (event) {
      event.preventDefault();
      var gone = false, go = function () { if (!gone) { gone = true; end.submit(); } };  // once, however slow the answer is
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
