/** Ways through a drawing, and parts of it: no browser needed. */

export interface Place {
  x: number;
  y: number;
}

export interface View extends Place {
  width: number;
  height: number;
}

export type Direction = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown";

const AWAY: Record<Direction, Place> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** Whether a key is one of the four arrows. */
export function isDirection(key: string): key is Direction {
  return Object.hasOwn(AWAY, key);
}

/**
 * The number of the place that is next in a direction, or -1.
 *
 * What lies aside counts three times: it is nearer to go on than to swerve.
 */
export function next(places: readonly Place[], from: number, direction: Direction): number {
  const start = places[from];
  if (start === undefined) return -1;
  const away = AWAY[direction];
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  places.forEach((place, n) => {
    const dx = place.x - start.x;
    const dy = place.y - start.y;
    const along = dx * away.x + dy * away.y;
    if (n === from || along <= 0.5) return;
    const aside = Math.abs(dx * away.y) + Math.abs(dy * away.x);
    const far = along + 3 * aside;
    if (far < least) {
      least = far;
      best = n;
    }
  });
  return best;
}

/** The part of a drawing that is seen after zooming about a place; never more than all of it. */
export function zoomed(view: View, whole: View, factor: number, about: Place): View {
  const width = Math.min(whole.width, Math.max(whole.width / 8, view.width / factor));
  const share = width / view.width;
  return kept(
    {
      x: about.x - (about.x - view.x) * share,
      y: about.y - (about.y - view.y) * share,
      width,
      height: view.height * share,
    },
    whole,
  );
}

/** The same part moved back inside the drawing. */
export function kept(view: View, whole: View): View {
  const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);
  return {
    ...view,
    x: clamp(view.x, whole.x, whole.x + whole.width - view.width),
    y: clamp(view.y, whole.y, whole.y + whole.height - view.height),
  };
}
