import {
  forceCollide,
  forceLink,
  forceManyBody,
  forceSimulation,
  forceX,
  forceY,
  type SimulationNodeDatum,
} from "d3-force";
import type { Place, View } from "./tree";

/** What the server says of a drawing: things by their place in the list, and lines between them. */
export interface Drawing {
  dots: { name: string; kind: string; to: string }[];
  lines: { from: number; to: number; says: string }[];
}

export interface Laid {
  places: Place[];
  whole: View;
}

/** With more lines than these, words stand only on those of the thing that is pointed at. */
export const WORDY = 30;

const STEPS = 300;
const PULL = 0.06;
// Words stand nearer to the end of a line: many lines begin at one thing.
const AT = 0.56;
const MARGIN = { x: 90, y: 50 };
const LEAST = { width: 480, height: 280 };

/**
 * Where each thing goes: what is joined near each other, all else apart.
 *
 * The same drawing lies the same each time, since the forces begin from fixed places and are
 * reckoned to their end before anything is shown. `ratio` is that of the width of its place to the
 * height. Where words stand on the lines, these are longer.
 */
export function lay(drawing: Drawing, ratio = 4 / 3): Laid {
  const few = drawing.lines.length <= WORDY;
  const nodes: SimulationNodeDatum[] = drawing.dots.map(() => ({}));
  const links = drawing.lines.map((line) => ({ source: line.from, target: line.to }));
  forceSimulation(nodes)
    .force("link", forceLink(links).distance(few ? 190 : 110))
    .force("charge", forceManyBody().strength(few ? -900 : -450))
    .force("collide", forceCollide(few ? 68 : 48))
    .force("x", forceX(0).strength(PULL / ratio))
    .force("y", forceY(0).strength(PULL * ratio))
    .stop()
    .tick(STEPS);
  const places = nodes.map(({ x = 0, y = 0 }) => ({ x, y }));
  return { places, whole: around(places) };
}

/** All places with room for their names, and no less than a drawing's least size. */
export function around(places: readonly Place[]): View {
  const xs = places.map((place) => place.x);
  const ys = places.map((place) => place.y);
  const left = Math.min(...xs) - MARGIN.x;
  const top = Math.min(...ys) - MARGIN.y;
  const width = Math.max(...xs) + MARGIN.x - left;
  const height = Math.max(...ys) + MARGIN.y - top;
  const more = Math.max(0, LEAST.width - width);
  const higher = Math.max(0, LEAST.height - height);
  return { x: left - more / 2, y: top - higher / 2, width: width + more, height: height + higher };
}

/** The way of a line between two things, leaving room for both dots; a loop for one with itself. */
export function way(from: Place, to: Place, bent: boolean): { path: string; middle: Place } {
  if (from === to) {
    const path = `M${from.x - 5} ${from.y - 8}c-24 -40 34 -40 10 0`;
    return { path, middle: { x: from.x, y: from.y - 42 } };
  }
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const far = Math.hypot(dx, dy) || 1;
  const ux = dx / far;
  const uy = dy / far;
  const start = { x: from.x + ux * 9, y: from.y + uy * 9 };
  const end = { x: to.x - ux * 12, y: to.y - uy * 12 };
  const aside = bent ? 22 : 0;
  const middle = {
    x: from.x + dx * AT - uy * aside,
    y: from.y + dy * AT + ux * aside,
  };
  const path = bent
    ? `M${start.x} ${start.y}Q${middle.x} ${middle.y} ${end.x} ${end.y}`
    : `M${start.x} ${start.y}L${end.x} ${end.y}`;
  return { path, middle };
}

/** A name that does not run into its neighbours; the whole of it is told on the way. */
export function short(name: string): string {
  const most = /[\u3000-\u9fff]/.test(name) ? 12 : 24;
  const letters = [...name];
  return letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : name;
}
