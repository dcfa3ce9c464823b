import { expect, test } from "vitest";
import { wordsOf } from "../src/islands/sieve";
import { complete, type Words } from "../src/sparql/complete";
import { placeOf } from "../src/sparql/place";

const WORDS: Words = {
  prefixes: { llmkg: "https://w3id.org/llmkg/ontology#", rdfs: "http://www.w3.org/…#" },
  terms: [
    ["llmkg:Claim", "class", 9, { en: "claim", zh: "主张" }],
    ["llmkg:confidence", "property", 9, { en: "has confidence", zh: "置信等级" }],
    ["rdfs:label", "property", 4, {}],
  ],
};
const labels = (before: string, whole = before, asked = false) =>
  complete(before, whole, WORDS, "zh", asked)?.offers.map((each) => each.label) ?? [];

test("terms are found by short name, local name and label in either language", () => {
  expect(labels("?s llmkg:co")).toEqual(["llmkg:confidence"]);
  expect(labels("?s Cla")).toContain("llmkg:Claim");
  expect(labels("?s 主")).toEqual(["llmkg:Claim"]);
  expect(labels("?s 置信")).toEqual(["llmkg:confidence"]);
  expect(labels("?s rdfs:l")).toEqual(["rdfs:label"]);
});

test("variables of the whole query, keywords and prefixes are offered", () => {
  expect(labels("SELECT ?c", "SELECT ?c { ?claim a llmkg:Claim }")).toEqual(["?claim"]);
  expect(labels("SEL")).toContain("SELECT");
  expect(labels("?s ll")[0]).toBe("llmkg:Claim");
  expect(labels("?s ll")).toContain("llmkg:");
});

test("nothing is offered unasked, nor in comments, strings and addresses", () => {
  expect(labels("?s ")).toEqual([]);
  expect(labels("?s ", "?s ", true)).toContain("llmkg:Claim");
  expect(labels("# Cla")).toEqual([]);
  expect(labels('FILTER(?x = "Cla')).toEqual([]);
  expect(labels("?s <http://Cla")).toEqual([]);
});

test("a replacement begins where the word begins", () => {
  expect(complete("?s llmkg:co", "", WORDS, "en", false)?.from).toBe(3);
});

test("lines and columns are places, also behind characters of two units", () => {
  expect(placeOf("SELECT *\nWHER {", 2, 1, 4)).toEqual({ from: 9, to: 13 });
  expect(placeOf("𝒳 bad", 1, 3, 3)).toEqual({ from: 3, to: 6 });
  expect(placeOf("ab", 9, 9, 0)).toEqual({ from: 2, to: 2 });
});

test("words are told apart by white space", () => {
  expect(wordsOf("  Code  TRAINING ")).toEqual(["code", "training"]);
});
