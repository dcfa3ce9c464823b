/** Puts the text of the nearest `data-copy-from` target on the clipboard, and says so. */
export function mount(element: HTMLElement): void {
  const source = document.getElementById(element.dataset.copy ?? "");
  const done = element.dataset.done ?? "";
  const before = element.textContent ?? "";
  if (source === null || navigator.clipboard === undefined) return;
  element.hidden = false;
  element.addEventListener("click", async () => {
    await navigator.clipboard.writeText(source.textContent ?? "");
    element.textContent = done;
    setTimeout(() => {
      element.textContent = before;
    }, 2000);
  });
}
