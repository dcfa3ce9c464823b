import { isDirection, kept, next, type Place, type View, zoomed } from "./tree";

/** What drawings of things and lines have in common: keys, zoom, dragging. */

const STEP = 1.4;

/**
 * Makes the links of a drawing one stop of the Tab key: arrow keys go to what lies in their
 * direction, Page Down and Page Up through all links in their order.
 *
 * Each link says where it lies in `data-x` and `data-y`.
 */
export function keys(svg: SVGSVGElement, view: Zoom): void {
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

export interface Zoom {
  /** Moves the part that is shown so that this place is in it. */
  reveal(place: Place): void;
}

/**
 * Buttons (`data-zoom` in, out or anything else for all of it), the wheel with Ctrl and dragging
 * show a part of the drawing larger.
 */
export function zoom(svg: SVGSVGElement, tools: HTMLElement): Zoom {
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
