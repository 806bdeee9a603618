// A part of the page that did not come (the studio starts anew, the network changed): the page opens
// itself again, a few times; then it says so.
(function () {
  const KEY = "artdesk.again";
  const MOST = 3;
  const tries = Number(sessionStorage.getItem(KEY) || 0);
  const missing = (event) => {
    if (event.target.tagName !== "SCRIPT") return;
    if (tries >= MOST) {
      sessionStorage.removeItem(KEY);
      document.getElementById("app").textContent = "A part of this page did not arrive. Is the studio running? Reload to try again; nothing is lost.";
      return;
    }
    sessionStorage.setItem(KEY, String(tries + 1));
    setTimeout(() => location.reload(), 500 * 2 ** tries);
  };
  addEventListener("error", missing, true);
  addEventListener("artdesk:open", () => sessionStorage.removeItem(KEY));
})();
