import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Asker, doubtOf, type Found, grouped, type Hit, moved, pathOf, pick } from "../src/search";

const hit = (kind: string, slug: string): Hit => ({
  "@id": `https://w3id.org/llmkg/${kind}/${slug}`,
  kind,
  label: { en: slug },
  state: "current",
});

test("what was taken back or is disputed says so, the worst alone", () => {
  const as = (name: string) => ({ name, label: {} });
  expect(doubtOf(hit("ability", "a"))).toBe("");
  expect(doubtOf({ ...hit("claim", "a"), standing: as("Supported") })).toBe("");
  expect(doubtOf({ ...hit("claim", "a"), standing: as("Contested") })).toBe("Contested");
  expect(doubtOf({ ...hit("claim", "a"), standing: as("Refuted"), state: "retracted" })).toBe(
    "retracted",
  );
});

test("hits stand by kind, that of the best one first, with the number of all of the kind", () => {
  const found: Found = {
    total: 9,
    exact: true,
    kinds: [
      { kind: "model", count: 7 },
      { kind: "ability", count: 2 },
    ],
    items: [hit("ability", "a"), hit("model", "b"), hit("ability", "c")],
  };
  const groups = grouped(found);
  expect(groups.map((each) => [each.kind, each.count])).toEqual([
    ["ability", 2],
    ["model", 7],
  ]);
  expect(groups[0]?.hits.map((each) => each.label.en)).toEqual(["a", "c"]);
});

test("a label is in the reader's language, or says in which it is", () => {
  expect(pick({ en: "chain", zh: "链" }, "zh")).toEqual({ text: "链", lang: "" });
  expect(pick({ en: "chain" }, "zh")).toEqual({ text: "chain", lang: "en" });
  expect(pick({}, "zh")).toEqual({ text: "", lang: "" });
});

test("a thing lies on this server, in the language that was chosen", () => {
  expect(pathOf("https://w3id.org/llmkg/model/davinci", "")).toBe("/model/davinci");
  expect(pathOf("https://w3id.org/llmkg/ontology#Claim", "zh")).toBe("/ontology?lang=zh#Claim");
});

test("arrow keys go round by way of the box", () => {
  expect(moved(-1, 1, 3)).toBe(0);
  expect(moved(2, 1, 3)).toBe(-1);
  expect(moved(-1, -1, 3)).toBe(2);
  expect(moved(-1, 1, 0)).toBe(-1);
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** An asker whose answers come when the test says so. */
function asking() {
  const waiting = new Map<string, (answer: string | Error) => void>();
  const given: (string | null)[] = [];
  const aborted: string[] = [];
  const asker = new Asker<string>(
    (text, signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener("abort", () => aborted.push(text));
        waiting.set(text, (found) => (found instanceof Error ? reject(found) : resolve(found)));
      }),
    (_text, answer) => given.push(answer),
    100,
  );
  return { asker, waiting, given, aborted };
}

test("what is typed fast is asked for once", async () => {
  const { asker, waiting } = asking();
  for (const text of ["c", "ch", "cha"]) {
    asker.type(text);
    await vi.advanceTimersByTimeAsync(50);
  }
  await vi.advanceTimersByTimeAsync(100);
  expect([...waiting.keys()]).toEqual(["cha"]);
});

test("an older answer that comes late is not shown", async () => {
  const { asker, waiting, given, aborted } = asking();
  asker.type("old");
  await vi.advanceTimersByTimeAsync(100);
  asker.type("new");
  await vi.advanceTimersByTimeAsync(100);
  waiting.get("new")?.("new answer");
  await vi.advanceTimersByTimeAsync(1);
  waiting.get("old")?.("old answer");
  await vi.advanceTimersByTimeAsync(1);
  expect(given).toEqual(["new answer"]);
  expect(aborted).toEqual(["old"]);
});

test("an answer is kept, a failure is not, and an empty text asks nothing", async () => {
  const { asker, waiting, given } = asking();
  asker.type("a");
  await vi.advanceTimersByTimeAsync(100);
  waiting.get("a")?.(new Error("gone"));
  await vi.advanceTimersByTimeAsync(1);
  expect(given).toEqual([null]);
  waiting.clear();
  asker.type("a");
  await vi.advanceTimersByTimeAsync(100);
  waiting.get("a")?.("found");
  await vi.advanceTimersByTimeAsync(1);
  asker.type("");
  asker.type("a");
  expect(given).toEqual([null, "found", null, "found"]);
  expect(waiting.size).toBe(1);
});
