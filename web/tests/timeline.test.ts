import { expect, test } from "vitest";
import { type Course, dayOf, fateAt, momentAt, next, offsetOf } from "../src/timeline";

const course: Course = {
  start: "2020-01-01",
  today: 2000,
  moments: [0, 100, 500],
  items: [],
};

test("days count from the start, also over a leap day", () => {
  expect(dayOf(course, 60).toISOString().slice(0, 10)).toBe("2020-03-01");
  expect(offsetOf(course, "2020-03-01")).toBe(60);
});

test("a card is not there before it was published, nor after its place was taken", () => {
  expect(fateAt(["a", 10, 20, "superseded"], 9)).toBe("unborn");
  expect(fateAt(["a", 10, 20, "superseded"], 10)).toBe("current");
  expect(fateAt(["a", 10, 20, "superseded"], 20)).toBe("superseded");
  expect(fateAt(["a", 10, null, "current"], 2000)).toBe("current");
});

test("a moment lasts until the next one begins", () => {
  expect([0, 99, 100, 499, 500, 1999].map((day) => momentAt(course, day))).toEqual([
    0, 0, 1, 1, 2, 2,
  ]);
});

test("keys go from change to change and end at today", () => {
  expect(next(course, 0, 1)).toBe(100);
  expect(next(course, 100, 1)).toBe(500);
  expect(next(course, 500, 1)).toBe(2000);
  expect(next(course, 2000, 1)).toBe(2000);
  expect(next(course, 300, -1)).toBe(100);
  expect(next(course, 0, -1)).toBe(0);
});
