/* What the incomes on a page come to, while they are typed. The server counts them again. */
(function () {
  "use strict";
  document.querySelectorAll("[data-sums]").forEach(function (box) {
    function cents(typed) {
      var bare = typed.replace(/[\s\u00a0\u202f'’€]|евро|eur/gi, ""), last = Math.max(bare.lastIndexOf(","), bare.lastIndexOf("."));
      var whole = last < 0 ? bare : bare.slice(0, last), part = last < 0 ? "" : bare.slice(last + 1), sign = last < 0 ? "" : bare[last];
      if (/^\d{1,3}([.,])\d{3}(\1\d{3})*$/.test(whole) && whole.indexOf(sign) < 0) { whole = whole.replace(/[.,]/g, ""); }
      return /^\d{1,9}$/.test(whole) && /^\d{0,2}$/.test(part) ? Number(whole) * 100 + Number((part + "00").slice(0, 2)) : null;
    }
    function euro(amount) {
      return (amount / 100).toFixed(2).replace(".", ",").replace(/\B(?=(\d{3})+(?!\d))/g, "\u00a0") + "\u00a0€";
    }
    function value(row, name) { var field = row.querySelector("[data-" + name + "]"); return field ? field.value : ""; }
    function count() {
      var totals = { who: {}, kind: {} }, whole = 0;
      box.querySelectorAll("fieldset").forEach(function (row) {
        var amount = cents(value(row, "amount"));
        if (amount === null) { return; }
        ["who", "kind"].forEach(function (name) { totals[name][value(row, name)] = (totals[name][value(row, name)] || 0) + amount; });
        whole += amount;
      });
      box.querySelectorAll("[data-total]").forEach(function (line) {
        var of = line.dataset.total, sum = of === "whole" ? whole : totals[of][line.dataset.of] || 0;
        line.hidden = of !== "whole" && !sum;
        (line.querySelector("dd strong") || line.querySelector("dd")).textContent = euro(sum);
      });
    }
    box.querySelectorAll("[data-without-script]").forEach(function (button) { button.hidden = true; });
    box.addEventListener("input", count);
    count();
  });
})();
