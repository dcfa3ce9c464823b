/**
 * Hides the entries of a list that lack any word of what is typed; groups without any entry too.
 * Groups that fold are open while something is typed, and then as they were before.
 *
 * The box is a search field, or has one in it. Entries say their words in `data-words`.
 */
export function mount(element: HTMLElement): void {
  const list = document.getElementById(element.dataset.sieve ?? "");
  const box = element instanceof HTMLInputElement ? element : element.querySelector("input");
  if (list === null || box === null) return;
  const entries = [...list.querySelectorAll<HTMLElement>("[data-words]")];
  const groups = [...list.querySelectorAll<HTMLElement>("[data-group]")];
  const said = (element.closest("form") ?? element).querySelector<HTMLElement>("[role=status]");

  let before: boolean[] | null = null;

  function sift(): void {
    const words = wordsOf(box?.value ?? "");
    if (words.length > 0) before ??= groups.map((each) => isOpen(each));
    let count = 0;
    for (const entry of entries) {
      const own = entry.dataset.words ?? "";
      entry.hidden = !words.every((word) => own.includes(word));
      if (!entry.hidden) count += 1;
    }
    for (const [place, group] of groups.entries()) {
      group.hidden = group.querySelector("[data-words]:not([hidden])") === null;
      if (group instanceof HTMLDetailsElement) {
        group.open = words.length > 0 ? !group.hidden : (before?.[place] ?? false);
      }
    }
    if (words.length === 0) before = null;
    if (said !== null) said.textContent = words.length > 0 ? String(count) : "";
  }

  box.addEventListener("input", sift);
}

function isOpen(group: HTMLElement): boolean {
  return group instanceof HTMLDetailsElement && group.open;
}

/** The words of what was typed, in lower case. */
export function wordsOf(typed: string): string[] {
  return typed.toLowerCase().split(/\s+/).filter(Boolean);
}
