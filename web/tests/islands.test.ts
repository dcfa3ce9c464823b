import { expect, test } from "vitest";
import { whenOf } from "../src/islands";

test("an island waits until it is seen unless it says otherwise", () => {
  expect(whenOf("load")).toBe("load");
  expect(whenOf("idle")).toBe("idle");
  expect(whenOf(undefined)).toBe("visible");
  expect(whenOf("soon")).toBe("visible");
});
