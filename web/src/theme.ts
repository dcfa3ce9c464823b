// Runs before the first paint, as a plain script in the head: what the reader chose stands from the
// first frame on. Everything else of the page comes after it.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const chosen = localStorage.getItem("theme");
    if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
  } catch {
    // Storage may be forbidden; the system's scheme stands then.
  }
})();
