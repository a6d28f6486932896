/* Suggestions while typing, as a combobox with a list (ARIA APG). The search works without. */
(function () {
  "use strict";
  document.querySelectorAll("form[data-suggest]").forEach(function (form) {
    var input = form.querySelector("input[type=search]"), box = document.createElement("div"), said = document.createElement("p"), timer = 0, asked = "", active = -1;
    box.className = "suggest";
    box.hidden = true;
    said.className = "visually-hidden";
    said.setAttribute("role", "status");
    form.append(box, said);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-haspopup", "listbox");
    function options() { return box.querySelectorAll("[role=option]"); }
    function mark(place) {
      active = place;
      options().forEach(function (option, at) { option.setAttribute("aria-selected", at === place ? "true" : "false"); });
      if (place < 0) { input.removeAttribute("aria-activedescendant"); return; }
      input.setAttribute("aria-activedescendant", options()[place].id);
      options()[place].scrollIntoView({ block: "nearest" });
    }
    function show(open) {
      box.hidden = !open;
      input.setAttribute("aria-expanded", open && options().length ? "true" : "false");
      if (!open || !options().length) { input.removeAttribute("aria-controls"); }
      else { input.setAttribute("aria-controls", "suggestions"); }
      mark(-1);
    }
    function fill(html) {
      box.innerHTML = html;
      var twice = document.querySelectorAll("#emergency");
      if (twice.length > 1) { box.querySelector("#emergency").remove(); }
      said.textContent = box.querySelector("[data-count]").textContent;
      box.querySelector("[data-count]").remove();
      if (!options().length) { box.querySelector("[role=listbox]").remove(); }
      show(box.childElementCount > 0);
    }
    function ask() {
      var query = input.value.trim();
      if (query === asked && !box.hidden) { return; }
      asked = query;
      if (query.length < 3) { show(false); return; }
      fetch(form.dataset.suggest + "?q=" + encodeURIComponent(query), { credentials: "same-origin" })
        .then(function (answer) { return answer.ok ? answer.text() : ""; })
        .then(function (html) { if (html && query === asked && document.activeElement === input) { fill(html); } })
        .catch(function () { show(false); });
    }
    input.addEventListener("input", function () { window.clearTimeout(timer); timer = window.setTimeout(ask, 200); });
    input.addEventListener("keydown", function (event) {
      var count = box.hidden ? 0 : options().length;
      if (event.key === "Escape" && !box.hidden) { event.preventDefault(); show(false); }
      else if (event.key === "ArrowDown" && count) { event.preventDefault(); mark(active + 1 < count ? active + 1 : 0); }
      else if (event.key === "ArrowUp" && count) { event.preventDefault(); mark(active > 0 ? active - 1 : count - 1); }
      else if (event.key === "ArrowDown") { ask(); }
      else if (event.key === "Enter" && active >= 0) { event.preventDefault(); window.location.assign(options()[active].dataset.href); }
    });
    box.addEventListener("mousedown", function (event) {
      var option = event.target.closest("[role=option]");
      if (option) { event.preventDefault(); window.location.assign(option.dataset.href); }
    });
    input.addEventListener("blur", function () { if (!box.contains(document.activeElement)) { window.setTimeout(function () { if (!box.contains(document.activeElement)) { show(false); } }, 150); } });
    input.setAttribute("aria-expanded", "false");
  });
})();
