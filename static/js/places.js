/* A settlement typed with suggestions: the municipality's own at once, the country's as it is typed (combobox, ARIA APG).
   Without this, or where something is to be mended, the list and the text field stand as they are. */
(function () {
  "use strict";
  document.querySelectorAll("select[data-places]").forEach(function (select) {
    var form = select.form, other = form.elements[select.dataset.places], own = select.closest(".field"), next = other.closest(".field");
    if (own.classList.contains("has-error") || next.classList.contains("has-error")) { return; }
    var input = document.createElement("input"), list = document.createElement("ul"), box = document.createElement("div"), said = document.createElement("p");
    var local = [], found = [], active = -1, timer = 0, id = select.id;
    Array.prototype.forEach.call(select.options, function (option) {
      if (option.value && option.value !== "other") { local.push([option.value, option.text]); }
    });
    select.id = id + "_list";
    select.hidden = next.hidden = true;
    input.id = id;
    input.type = "text";
    input.autocomplete = "off";
    input.maxLength = 120;
    if (select.getAttribute("aria-describedby")) { input.setAttribute("aria-describedby", select.getAttribute("aria-describedby")); }
    input.value = select.value === "other" ? other.value : select.value ? select.selectedOptions[0].text : "";
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-haspopup", "listbox");
    list.id = id + "_places";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", select.dataset.suggestions);
    box.className = "suggest";
    said.className = "visually-hidden";
    said.setAttribute("role", "status");
    box.append(list);
    select.after(input, box, said);
    function bare(text) { return text.toLowerCase().replace(/^(гр|с|ман)\.?\s+/, "").trim(); }
    function show(open) {
      box.hidden = !open || !found.length;
      input.setAttribute("aria-expanded", box.hidden ? "false" : "true");
      if (box.hidden) { input.removeAttribute("aria-controls"); } else { input.setAttribute("aria-controls", list.id); }
      mark(-1);
    }
    function mark(place) {
      active = place;
      Array.prototype.forEach.call(list.children, function (option, at) { option.setAttribute("aria-selected", at === place ? "true" : "false"); });
      if (place < 0) { input.removeAttribute("aria-activedescendant"); return; }
      input.setAttribute("aria-activedescendant", list.children[place].id);
      list.children[place].scrollIntoView({ block: "nearest" });
    }
    function fill(rows) {
      found = rows.slice(0, 8);
      list.replaceChildren.apply(list, found.map(function (row, at) {
        var option = document.createElement("li");
        option.id = list.id + at;
        option.setAttribute("role", "option");
        option.textContent = row[1];
        return option;
      }));
      said.textContent = found.length ? String(found.length) : "";
      show(true);
    }
    function near(typed) { return local.filter(function (row) { return bare(row[1]).indexOf(typed) === 0; }); }
    function ask() {
      var typed = bare(input.value), ours = near(typed);
      fill(typed ? ours : local);
      if (typed.length < 2) { return; }
      fetch(form.dataset.placesUrl + "?q=" + encodeURIComponent(typed), { credentials: "same-origin" })
        .then(function (answer) { return answer.json(); })
        .then(function (answer) {
          if (bare(input.value) !== typed || document.activeElement !== input) { return; }
          var codes = ours.map(function (row) { return row[0]; });
          fill(ours.concat(answer.places.filter(function (row) { return codes.indexOf(row[0]) < 0; })));
        })
        .catch(function () { /* The municipality's own are enough; the rest is found when the page is sent. */ });
    }
    function take(row) {
      if (!Array.prototype.some.call(select.options, function (option) { return option.value === row[0]; })) { select.add(new Option(row[1], row[0])); }
      select.value = row[0];
      other.value = "";
      input.value = row[1];
      show(false);
    }
    function settle() {
      var typed = input.value.trim(), chosen = select.value && select.value !== "other" ? select.selectedOptions[0].text : "";
      if (typed === chosen) { return; }
      var same = local.filter(function (row) { return bare(row[1]) === bare(typed); });
      if (same.length === 1) { take(same[0]); return; }
      select.value = typed ? "other" : "";
      other.value = typed;
    }
    input.addEventListener("input", function () { window.clearTimeout(timer); timer = window.setTimeout(ask, 150); });
    input.addEventListener("keydown", function (event) {
      var count = box.hidden ? 0 : found.length;
      if (event.key === "Escape" && count) { event.preventDefault(); show(false); }
      else if (event.key === "ArrowDown" && count) { event.preventDefault(); mark(active + 1 < count ? active + 1 : 0); }
      else if (event.key === "ArrowUp" && count) { event.preventDefault(); mark(active > 0 ? active - 1 : count - 1); }
      else if (event.key === "ArrowDown") { event.preventDefault(); ask(); }
      else if (event.key === "Enter" && active >= 0) { event.preventDefault(); take(found[active]); }
      else if (event.key === "Enter") { settle(); }
    });
    list.addEventListener("mousedown", function (event) {
      var at = Array.prototype.indexOf.call(list.children, event.target.closest("[role=option]"));
      if (at >= 0) { event.preventDefault(); take(found[at]); }
    });
    input.addEventListener("blur", function () { window.clearTimeout(timer); settle(); show(false); });
    form.addEventListener("submit", settle, true);
    show(false);
  });
})();
