/* Files travel with a bar that says how far they are, and what is too large is named before it travels. Works without. */
(function () {
  "use strict";
  function start() {
    var form = document.querySelector("form[data-upload]");
    if (!form || !window.DOMParser) { return; }
    var words = form.dataset, box = document.createElement("div"), said = document.createElement("p"), bar = document.createElement("progress"), told = 0;
    box.className = "upload-state";
    said.setAttribute("role", "status");
    bar.hidden = true;
    bar.setAttribute("aria-label", words.label);
    box.append(said, bar);
    form.querySelector(".actions").before(box);
    function inputs() { return Array.prototype.slice.call(form.querySelectorAll("input[type=file]")); }
    function free(text) {
      said.textContent = text;
      bar.hidden = true;
      delete form.dataset.sent;
      window.setTimeout(function () {
        form.querySelectorAll("[aria-disabled]").forEach(function (button) { button.removeAttribute("aria-disabled"); });
      }, 1);
    }
    function tooLarge() {
      var found = null;
      inputs().forEach(function (input) {
        Array.prototype.forEach.call(input.files, function (file) {
          if (!found && file.size > Number(words.max)) { found = { input: input, name: file.name }; }
        });
      });
      return found;
    }
    function done(request) {
      if (request.responseURL && request.responseURL.split("#")[0] !== window.location.href.split("#")[0]) {
        window.location.assign(request.responseURL);
        return;
      }
      var page = new DOMParser().parseFromString(request.responseText, "text/html"), main = page.getElementById("main");
      if (request.status >= 500 || !main) { free(words.failed); return; }
      document.title = page.title;
      document.getElementById("main").innerHTML = main.innerHTML;
      var summary = document.getElementById("error-summary");
      (summary || document.getElementById("main")).focus();
      start();
    }
    form.addEventListener("submit", function (event) {
      if (form.dataset.sent || !inputs().some(function (input) { return input.files.length; })) { return; }
      event.preventDefault();
      var large = tooLarge();
      if (large) {
        window.setTimeout(function () { free(large.name + ": " + words.large); large.input.focus(); }, 0);
        return;
      }
      var data = new FormData(form), request = new XMLHttpRequest();
      if (event.submitter && event.submitter.name) { data.append(event.submitter.name, event.submitter.value); }
      request.open("POST", window.location.href);
      request.upload.addEventListener("progress", function (moved) {
        if (!moved.lengthComputable) { return; }
        bar.max = moved.total;
        bar.value = moved.loaded;
        var part = Math.floor(4 * moved.loaded / moved.total) * 25;
        if (part > told) { told = part; said.textContent = words.progress + " " + part + " %"; }
      });
      request.addEventListener("load", function () { done(request); });
      request.addEventListener("error", function () { free(words.failed); });
      bar.hidden = false;
      said.textContent = words.progress;
      request.send(data);
    });
  }
  start();
})();
