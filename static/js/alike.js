/* Who may be the same person, shown while the form is filled in. The form shows them on sending as well. */
(function () {
  "use strict";
  document.querySelectorAll("form[data-alike]").forEach(function (form) {
    var box = document.querySelector("[data-alike-people]"), asked = 0;
    form.addEventListener("change", function () {
      var now = asked += 1;
      fetch(form.dataset.alike, { method: "POST", body: new FormData(form), credentials: "same-origin" })
        .then(function (answer) { return answer.ok ? answer.text() : ""; })
        .then(function (html) { if (now === asked && box.innerHTML !== html) { box.innerHTML = html; } })
        .catch(function () { box.textContent = ""; });
    });
  });
})();
