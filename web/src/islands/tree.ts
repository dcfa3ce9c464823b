import { keys, zoom } from "../drawing";

/**
 * Arrow keys go through the drawing, which takes one stop of the Tab key, to what lies in their
 * direction; Page Down and Page Up go through all of it in the order of time. What is said of a
 * step stands beside it when it is pointed at; buttons, wheel and dragging show a part larger.
 */
export function mount(element: HTMLElement): void {
  const svg = element.querySelector<SVGSVGElement>(".tree-drawing");
  const stage = element.querySelector<HTMLElement>(".tree-stage");
  const pop = element.querySelector<HTMLElement>(".tree-pop");
  const tools = element.querySelector<HTMLElement>(".tree-tools");
  if (svg === null || stage === null || pop === null || tools === null) return;
  const view = zoom(svg, tools);
  keys(svg, view);
  popover(svg, stage, pop);
}

function popover(svg: SVGSVGElement, stage: HTMLElement, pop: HTMLElement): void {
  let leaving = 0;
  const hide = () => {
    pop.hidden = true;
  };
  const later = () => {
    leaving = window.setTimeout(hide, 250);
  };
  const show = (link: SVGAElement) => {
    window.clearTimeout(leaving);
    const said = document.querySelector(`[data-of="${link.dataset.step}"] [data-claims]`);
    if (said === null) return;
    const heading = document.createElement("p");
    heading.textContent = link.getAttribute("aria-label");
    pop.replaceChildren(heading, ...[...said.cloneNode(true).childNodes]);
    pop.hidden = false;
    const frame = stage.getBoundingClientRect();
    const at = (link.querySelector(".tree-tip, .tree-sign") ?? link).getBoundingClientRect();
    const left = at.left - frame.left - pop.offsetWidth / 2;
    const most = stage.clientWidth - pop.offsetWidth - 8;
    const below = at.bottom - frame.top + 14;
    const above = at.top - frame.top - pop.offsetHeight - 14;
    const fits = at.bottom + pop.offsetHeight + 14 < innerHeight || at.top < pop.offsetHeight;
    pop.style.left = `${Math.max(8, Math.min(left, most))}px`;
    pop.style.top = `${fits ? below : above}px`;
  };
  for (const link of svg.querySelectorAll<SVGAElement>("a[data-step]")) {
    // The browser's own tip would cover it; what it says stays for screen readers.
    const title = link.querySelector("title");
    link.setAttribute("aria-description", title?.textContent ?? "");
    title?.remove();
    link.addEventListener("pointerenter", () => show(link));
    link.addEventListener("pointerleave", later);
    link.addEventListener("focus", () => show(link));
    link.addEventListener("blur", later);
  }
  pop.addEventListener("pointerenter", () => window.clearTimeout(leaving));
  pop.addEventListener("pointerleave", later);
  pop.addEventListener("focusin", () => window.clearTimeout(leaving));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
}
