import { keys, zoom } from "../drawing";
import { type Drawing, lay, short, WORDY, way } from "../graph";

const SVG = "http://www.w3.org/2000/svg";

/**
 * Draws the triples of an answer as things and lines. What is said stands on the lines while they
 * are few, otherwise on those of the thing that is pointed at.
 */
export function mount(figure: HTMLElement): void {
  const data = figure.querySelector("script")?.textContent;
  const stage = figure.querySelector<HTMLElement>(".sketch-stage");
  const tools = figure.querySelector<HTMLElement>(".sketch-tools");
  if (!data || stage === null || tools === null) return;
  const drawing: Drawing = JSON.parse(data);
  const { places, whole } = lay(drawing, stage.clientWidth / stage.clientHeight || 1);
  const svg = make("svg", {
    viewBox: `${whole.x} ${whole.y} ${whole.width} ${whole.height}`,
    role: "group",
    "aria-label": figure.dataset.label ?? "",
  });
  const lines = drawing.lines.map((line) => {
    const from = places[line.from];
    const to = places[line.to];
    const group = make("g", { class: "sketch-line" });
    if (from === undefined || to === undefined) return group;
    const back = drawing.lines.some((each) => each.from === line.to && each.to === line.from);
    const { path, middle } = way(from, to, back);
    const tip = make("path", { d: path, "marker-end": "url(#sketch-tip)" });
    const says = make("text", { x: middle.x, y: middle.y - 3 });
    says.textContent = short(line.says);
    group.append(tip, says);
    return group;
  });
  const dots = drawing.dots.map((dot, n) => {
    const { x = 0, y = 0 } = places[n] ?? {};
    const joined = drawing.lines.filter((line) => line.from === n || line.to === n);
    const link = make("a", { class: "sketch-dot", "data-x": x, "data-y": y });
    if (dot.to) link.setAttribute("href", dot.to);
    else link.setAttribute("role", "img");
    const said = joined.map((line) =>
      line.from === n
        ? `→ ${line.says} → ${drawing.dots[line.to]?.name}`
        : `← ${line.says} ← ${drawing.dots[line.from]?.name}`,
    );
    link.setAttribute("aria-description", said.slice(0, 12).join("; "));
    const title = make("title", {});
    // The whole name of the link: what is seen of it may be cut.
    title.textContent = dot.kind ? `${dot.name} (${dot.kind})` : dot.name;
    const name = make("text", { x, y: y + 22 });
    name.textContent = short(dot.name);
    const kind = make("text", { x, y: y + 36, class: "sketch-kind" });
    kind.textContent = dot.kind;
    link.append(title, make("circle", { cx: x, cy: y, r: 7 }), name, kind);
    const near = (on: boolean) => {
      drawing.lines.forEach((line, each) => {
        if (line.from === n || line.to === n) lines[each]?.classList.toggle("is-near", on);
      });
    };
    link.addEventListener("pointerenter", () => near(true));
    link.addEventListener("pointerleave", () => near(document.activeElement === link));
    link.addEventListener("focus", () => near(true));
    link.addEventListener("blur", () => near(false));
    return link;
  });
  svg.append(tips(), ...lines, ...dots);
  figure.classList.toggle("is-wordy", lines.length <= WORDY);
  stage.replaceChildren(svg);
  keys(svg, zoom(svg, tools));
}

function tips(): SVGElement {
  const tip = make("marker", {
    id: "sketch-tip",
    viewBox: "0 0 8 8",
    refX: 6,
    refY: 4,
    markerWidth: 8,
    markerHeight: 8,
    markerUnits: "userSpaceOnUse",
    orient: "auto-start-reverse",
  });
  tip.append(make("path", { d: "M0 0L8 4L0 8z" }));
  const all = make("defs", {});
  all.append(tip);
  return all;
}

function make<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Record<string, string | number>,
): SVGElementTagNameMap[Name] {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}
