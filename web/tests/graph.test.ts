import { expect, test } from "vitest";
import { around, type Drawing, lay, short, way } from "../src/graph";

const dot = (name: string) => ({ name, kind: "", to: "" });
const CHAIN: Drawing = {
  dots: ["a", "b", "c", "d"].map(dot),
  lines: [
    { from: 0, to: 1, says: "x" },
    { from: 1, to: 2, says: "y" },
  ],
};

test("what is laid out lies the same each time, and nothing lies on another", () => {
  const { places } = lay(CHAIN);
  expect(lay(CHAIN).places).toEqual(places);
  places.forEach((one, n) => {
    for (const other of places.slice(n + 1)) {
      expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThan(60);
    }
  });
});

test("everything is inside, with room for names", () => {
  const { places, whole } = lay(CHAIN);
  for (const place of places) {
    expect(place.x).toBeGreaterThan(whole.x + 50);
    expect(place.x).toBeLessThan(whole.x + whole.width - 50);
    expect(place.y).toBeGreaterThan(whole.y);
    expect(place.y).toBeLessThan(whole.y + whole.height);
  }
  expect(around([{ x: 0, y: 0 }])).toEqual({ x: -240, y: -140, width: 480, height: 280 });
});

test("lines there and back do not lie on each other, and a loop goes nowhere else", () => {
  const a = { x: 0, y: 0 };
  const b = { x: 100, y: 0 };
  expect(way(a, b, true).middle).not.toEqual(way(b, a, true).middle);
  expect(way(a, b, false).path).toBe("M9 0L88 0");
  expect(way(a, a, false).path).toContain("c");
});

test("long names are cut, Chinese ones sooner", () => {
  expect(short("code-davinci-002")).toBe("code-davinci-002");
  expect(short("a".repeat(40))).toHaveLength(24);
  expect(short("思".repeat(20))).toHaveLength(12);
});
