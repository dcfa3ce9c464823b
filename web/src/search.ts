/** What the search behind the box answers. */
export interface Found {
  total: number;
  exact: boolean;
  kinds: { kind: string; count: number }[];
  items: Hit[];
}

export interface Hit {
  "@id": string;
  kind: string;
  label: Record<string, string>;
  definition?: Record<string, string>;
  state: "current" | "superseded" | "retracted";
  standing?: { name: string; label: Record<string, string> };
}

/** How a hit stands, where a reader must not take it for granted. */
export type Doubt = "retracted" | "superseded" | "Refuted" | "Contested";

/** What was taken back comes before what is disputed; "" where there is nothing to say. */
export function doubtOf(hit: Hit): Doubt | "" {
  if (hit.state !== "current") return hit.state;
  const name = hit.standing?.name;
  return name === "Refuted" || name === "Contested" ? name : "";
}

/** The suggestions of one kind, and how many things of it there are in all. */
export interface Group {
  kind: string;
  count: number;
  hits: Hit[];
}

const BASE = "https://w3id.org/llmkg/";

/** The hits by kind; the kind of the best one comes first, and within a kind the best one. */
export function grouped(found: Found): Group[] {
  const groups = new Map<string, Group>();
  for (const hit of found.items) {
    const count = found.kinds.find((each) => each.kind === hit.kind)?.count ?? 0;
    const group = groups.get(hit.kind) ?? { kind: hit.kind, count, hits: [] };
    group.hits.push(hit);
    groups.set(hit.kind, group);
  }
  return [...groups.values()];
}

/** A text in the reader's language, else in any; with its language where that is another. */
export function pick(labels: Record<string, string>, lang: string): { text: string; lang: string } {
  const tag = [lang, "en", "zh", ...Object.keys(labels)].find((each) => each in labels) ?? "";
  return { text: labels[tag] ?? "", lang: tag === lang ? "" : tag };
}

/** The path of a thing on this server; the language that the reader chose goes along. */
export function pathOf(iri: string, lang: string): string {
  const [place, fragment] = iri.replace(BASE, "/").split("#");
  return `${place}${lang ? `?lang=${lang}` : ""}${fragment ? `#${fragment}` : ""}`;
}

/** The option after (or before) the active one; beyond the ends lies the box itself, -1. */
export function moved(active: number, step: number, count: number): number {
  const places = count + 1;
  return ((active + 1 + step + places) % places) - 1;
}

/**
 * Asks as the reader types, with a pause; only the answer to the newest text is given on.
 *
 * An older request is given up. Answers are kept, so that taking back a letter asks nothing.
 */
export class Asker<T> {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: AbortController | undefined;
  readonly #kept = new Map<string, T>();

  constructor(
    private readonly ask: (text: string, signal: AbortSignal) => Promise<T>,
    private readonly give: (text: string, answer: T | null) => void,
    private readonly pause = 130,
  ) {}

  /** The text has changed; an empty one asks nothing. */
  type(text: string): void {
    this.stop();
    const known = this.#kept.get(text);
    if (text === "") this.give(text, null);
    else if (known !== undefined) this.give(text, known);
    else this.#timer = setTimeout(() => void this.#send(text), this.pause);
  }

  /** Nothing that is under way counts any more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#running?.abort();
    this.#running = undefined;
  }

  async #send(text: string): Promise<void> {
    const mine = new AbortController();
    this.#running = mine;
    try {
      const answer = await this.ask(text, mine.signal);
      this.#kept.set(text, answer);
      if (this.#running === mine) this.give(text, answer);
    } catch {
      // The box is a plain form: without suggestions it works as before.
      if (this.#running === mine) this.give(text, null);
    }
  }
}
