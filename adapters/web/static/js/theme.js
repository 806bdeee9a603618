// Sets the theme before the first paint; "auto" follows the system.
(function () {
  const kept = localStorage.getItem("artdesk.theme");
  if (kept === "light" || kept === "dark") document.documentElement.dataset.theme = kept;
})();
