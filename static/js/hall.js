/* The screens in the hall: the board looks again by itself and says what is new; a shown number gives the kiosk back. */
(function () {
  "use strict";
  var slip = document.querySelector("[data-return]"), board = document.querySelector("[data-board]");
  if (slip) {
    var leave = 0, wait = function () {
      window.clearTimeout(leave);
      leave = window.setTimeout(function () { window.location.assign(slip.dataset.return); }, 40000);
    };
    ["pointerdown", "keydown"].forEach(function (name) { document.addEventListener(name, wait); });
    wait();
  }
  if (!board) { return; }
  var said = document.querySelector("[data-said]");
  function calls(place) { return Array.prototype.map.call(place.querySelectorAll("[data-call]"), function (row) { return row.dataset.call; }); }
  window.setInterval(function () {
    fetch(window.location.href, { cache: "no-store" }).then(function (answer) { return answer.ok ? answer.text() : ""; }).then(function (text) {
      var page = new DOMParser().parseFromString(text, "text/html"), fresh = page.querySelector("[data-board]");
      if (!fresh) { return; }
      var known = calls(board), words = [];
      fresh.querySelectorAll("[data-call]").forEach(function (row) {
        if (known.indexOf(row.dataset.call) < 0) { words.push(row.textContent.replace(/\s+/g, " ").trim()); row.classList.add("is-new"); }
      });
      if (words.length || fresh.textContent !== board.textContent) { board.innerHTML = fresh.innerHTML; }
      if (words.length) { said.textContent = words.join(". "); }
    }).catch(function () {});
  }, 4000);
})();
