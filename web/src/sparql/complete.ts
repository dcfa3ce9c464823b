/** What the server knows to complete: short name, sort, count, label by language. */
export type Term = [name: string, sort: string, count: number, label: Record<string, string>];

export interface Words {
  prefixes: Record<string, string>;
  terms: Term[];
}

export interface Offer {
  label: string;
  sort: string;
  detail: string;
  boost: number;
}

export interface Offers {
  from: number;
  offers: Offer[];
}

const KEYWORDS =
  "SELECT CONSTRUCT ASK DESCRIBE WHERE FROM NAMED PREFIX DISTINCT OPTIONAL FILTER UNION MINUS GRAPH VALUES BIND AS GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET COUNT SUM AVG MIN MAX SAMPLE GROUP_CONCAT EXISTS NOT IN LANG LANGMATCHES DATATYPE BOUND STR IRI REGEX CONTAINS STRSTARTS STRENDS LCASE UCASE COALESCE IF CONCAT REPLACE YEAR MONTH DAY".split(
    " ",
  );
const MOST = 60;

/**
 * What may stand where `before` ends: a variable of the query, a term by its short name or by a
 * word of its label in any language, a prefix, or a keyword. `asked` when the reader asked for it.
 */
export function complete(
  before: string,
  whole: string,
  words: Words,
  lang: string,
  asked: boolean,
): Offers | null {
  const variable = /[?$]([\p{L}\p{N}_]*)$/u.exec(before);
  if (variable) {
    const own = variable[0];
    const names = new Set(whole.match(/\?[\p{L}\p{N}_]+/gu) ?? []);
    names.delete(own.replace("$", "?"));
    const fitting = [...names].filter((name) => name.startsWith(`?${variable[1] ?? ""}`));
    return result(
      before.length - own.length,
      fitting.sort().map((name) => ({ label: name, sort: "variable", detail: "", boost: 0 })),
    );
  }
  const word = /[\p{L}\p{N}_:.-]*$/u.exec(before)?.[0] ?? "";
  if (word === "" && !asked) return null;
  if (isInside(before)) return null;
  const low = word.toLowerCase();
  const label = (term: Term) => term[3][lang] ?? term[3].en ?? "";
  const scored: Offer[] = [];
  for (const term of words.terms) {
    const score = fits(term, low);
    if (score > 0 || low === "") {
      const used = term[2] > 0 ? ` · ${term[2]}` : "";
      scored.push({ label: term[0], sort: term[1], detail: label(term) + used, boost: score });
    }
  }
  if (!low.includes(":")) {
    for (const [prefix, iri] of Object.entries(words.prefixes)) {
      if (prefix.startsWith(low)) {
        scored.push({ label: `${prefix}:`, sort: "namespace", detail: iri, boost: 2 });
      }
    }
    for (const each of KEYWORDS) {
      if (low !== "" && each.toLowerCase().startsWith(low)) {
        scored.push({ label: each, sort: "keyword", detail: "", boost: 5 });
      }
    }
  }
  scored.sort((one, other) => other.boost - one.boost);
  return result(before.length - word.length, scored);
}

function fits(term: Term, low: string): number {
  const name = term[0].toLowerCase();
  if (name.startsWith(low)) return 4;
  if (name.slice(name.indexOf(":") + 1).startsWith(low)) return 3;
  if (low.includes(":")) return 0;
  for (const text of Object.values(term[3])) {
    const at = text.toLowerCase().indexOf(low);
    if (at === 0) return 2;
    if (at > 0) return 1;
  }
  return 0;
}

function result(from: number, offers: Offer[]): Offers | null {
  return offers.length === 0 ? null : { from, offers: offers.slice(0, MOST) };
}

/** Whether the text ends within a comment, an IRI or a string on its last line. */
function isInside(before: string): boolean {
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const bare = line.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|<[^\s<>]*>/g, "");
  return /["'#]|<[^\s<>=]+$/.test(bare);
}
