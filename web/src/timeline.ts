/** Days are numbers from the first day of the drawing. */
export interface Course {
  /** The first day, YYYY-MM-DD. */
  start: string;
  today: number;
  /** The first day of each moment; the first moment is the time before anything was said. */
  moments: number[];
  /** Of each card: its id, the day from which it counts, that on which it stopped, what it became. */
  items: Item[];
}

export type Fate = "unborn" | "current" | "superseded" | "retracted";
export type Item = [id: string, since: number, until: number | null, fate: Fate];

const DAY = 86_400_000;

export function dayOf(course: Course, day: number): Date {
  return new Date(Date.parse(course.start) + day * DAY);
}

export function offsetOf(course: Course, date: string): number {
  return Math.round((Date.parse(date) - Date.parse(course.start)) / DAY);
}

/** How a card stands at a day. */
export function fateAt([, since, until, fate]: Item, day: number): Fate {
  if (day < since) return "unborn";
  return until !== null && until <= day ? fate : "current";
}

/** The place of the moment in which a day lies. */
export function momentAt(course: Course, day: number): number {
  let found = 0;
  for (const [at, from] of course.moments.entries()) if (from <= day) found = at;
  return found;
}

/** The next day on which something moved, in this direction; beyond the last one, today. */
export function next(course: Course, day: number, direction: 1 | -1): number {
  const days = [...course.moments, course.today];
  const ahead = days.filter((each) => (each - day) * direction > 0);
  if (ahead.length === 0) return day;
  return direction > 0 ? Math.min(...ahead) : Math.max(...ahead);
}
