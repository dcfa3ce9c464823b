export interface Place {
  from: number;
  to: number;
}

/** Where a line and a column (from 1, in characters as people count them) are in a text. */
export function placeOf(text: string, line: number, column: number, length: number): Place {
  const lines = text.split("\n");
  const at = Math.min(Math.max(line, 1), lines.length) - 1;
  const start = lines.slice(0, at).reduce((sum, each) => sum + each.length + 1, 0);
  const points = [...(lines[at] ?? "")];
  const units = (count: number) => points.slice(0, Math.max(count, 0)).join("").length;
  const from = start + units(column - 1);
  const to = start + units(column - 1 + Math.max(length, 1));
  return { from, to: Math.max(from, to) };
}
