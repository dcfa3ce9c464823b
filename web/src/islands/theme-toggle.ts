/** A button that switches between light and dark; the choice stays in this browser. */
export function mount(element: HTMLElement): void {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";
  const show = () => element.setAttribute("aria-pressed", String(isDark()));
  element.addEventListener("click", () => {
    const next = isDark() ? "light" : "dark";
    root.dataset.theme = next;
    try {
      localStorage.setItem("theme", next);
    } catch {
      // Where storage is forbidden the choice lasts as long as the page.
    }
    show();
  });
  system.addEventListener("change", show);
  show();
}
