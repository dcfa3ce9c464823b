import { expect, test } from "vitest";
import { isDirection, kept, next, zoomed } from "../src/tree";

const PLACES = [
  { x: 0, y: 0 },
  { x: 100, y: 5 },
  { x: 60, y: 90 },
  { x: 200, y: 0 },
];

test("an arrow leads to what lies straight ahead, not to what is merely near", () => {
  expect(next(PLACES, 0, "ArrowRight")).toBe(1);
  expect(next(PLACES, 1, "ArrowRight")).toBe(3);
  expect(next(PLACES, 0, "ArrowDown")).toBe(2);
  expect(next(PLACES, 3, "ArrowLeft")).toBe(1);
});

test("at the edge an arrow leads nowhere", () => {
  expect(next(PLACES, 0, "ArrowLeft")).toBe(-1);
  expect(next(PLACES, 3, "ArrowRight")).toBe(-1);
  expect(next([], 0, "ArrowRight")).toBe(-1);
});

test("only the four arrows are directions", () => {
  expect(isDirection("ArrowUp")).toBe(true);
  expect(isDirection("toString")).toBe(false);
});

test("zooming keeps the place under the pointer and never shows more than all", () => {
  const whole = { x: 0, y: 0, width: 800, height: 400 };
  const closer = zoomed(whole, whole, 2, { x: 400, y: 200 });
  expect(closer).toEqual({ x: 200, y: 100, width: 400, height: 200 });
  expect(zoomed(closer, whole, 0.01, { x: 0, y: 0 })).toEqual(whole);
  expect(zoomed(whole, whole, 1000, { x: 0, y: 0 }).width).toBe(100);
});

test("what is shown stays inside the drawing", () => {
  const whole = { x: 0, y: 0, width: 800, height: 400 };
  expect(kept({ x: -50, y: 390, width: 400, height: 200 }, whole)).toMatchObject({ x: 0, y: 200 });
});
