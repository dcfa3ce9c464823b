import { isDirection, kept, next, type Place, type View, zoomed } from "../tree";

const STEP = 1.4;

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

function keys(svg: SVGSVGElement, view: Zoom): void {
  const links = [...svg.querySelectorAll<SVGAElement>("a[data-x]")];
  const places: Place[] = links.map((each) => ({
    x: Number(each.dataset.x),
    y: Number(each.dataset.y),
  }));
  let current = 0;
  links.forEach((each, n) => {
    each.setAttribute("tabindex", n === 0 ? "0" : "-1");
    each.addEventListener("focus", () => {
      links[current]?.setAttribute("tabindex", "-1");
      each.setAttribute("tabindex", "0");
      current = n;
      view.reveal(places[n] ?? { x: 0, y: 0 });
    });
  });
  svg.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    let wanted = -1;
    if (isDirection(event.key)) wanted = next(places, current, event.key);
    else if (event.key === "PageDown") wanted = current + 1;
    else if (event.key === "PageUp") wanted = current - 1;
    else if (event.key === "Home") wanted = 0;
    else if (event.key === "End") wanted = links.length - 1;
    else return;
    event.preventDefault();
    links[wanted]?.focus();
  });
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

interface Zoom {
  /** Moves the part that is shown so that this place is in it. */
  reveal(place: Place): void;
}

function zoom(svg: SVGSVGElement, tools: HTMLElement): Zoom {
  const box = svg.viewBox.baseVal;
  const whole: View = { x: box.x, y: box.y, width: box.width, height: box.height };
  let shown = whole;
  const set = (view: View) => {
    shown = view;
    svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.height}`);
  };
  const middle = () => ({ x: shown.x + shown.width / 2, y: shown.y + shown.height / 2 });
  const about = (event: MouseEvent): Place => {
    const frame = svg.getBoundingClientRect();
    return {
      x: shown.x + ((event.clientX - frame.left) / frame.width) * shown.width,
      y: shown.y + ((event.clientY - frame.top) / frame.height) * shown.height,
    };
  };
  for (const button of tools.querySelectorAll<HTMLButtonElement>("[data-zoom]")) {
    button.addEventListener("click", () => {
      const factor = { in: STEP, out: 1 / STEP }[button.dataset.zoom ?? ""];
      set(factor === undefined ? whole : zoomed(shown, whole, factor, middle()));
    });
  }
  svg.addEventListener(
    "wheel",
    (event) => {
      // The wheel alone scrolls the page.
      if (!event.ctrlKey) return;
      event.preventDefault();
      set(zoomed(shown, whole, Math.exp(-event.deltaY / 300), about(event)));
    },
    { passive: false },
  );
  let from: Place | null = null;
  svg.addEventListener("pointerdown", (event) => {
    if (event.button === 0 && shown.width < whole.width && !isLink(event.target)) {
      from = about(event);
      svg.setPointerCapture(event.pointerId);
    }
  });
  svg.addEventListener("pointermove", (event) => {
    if (from === null) return;
    const here = about(event);
    set(kept({ ...shown, x: shown.x + from.x - here.x, y: shown.y + from.y - here.y }, whole));
  });
  svg.addEventListener("pointerup", () => {
    from = null;
  });
  return {
    reveal(place) {
      const inside =
        place.x >= shown.x &&
        place.x <= shown.x + shown.width &&
        place.y >= shown.y &&
        place.y <= shown.y + shown.height;
      if (inside) return;
      const x = place.x - shown.width / 2;
      set(kept({ ...shown, x, y: place.y - shown.height / 2 }, whole));
    },
  };
}

function isLink(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("a") !== null;
}
