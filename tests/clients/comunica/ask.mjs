// Asks through Comunica: a line with {query, context} in, a line with {type, found | answer} or
// {error} out, for as long as questions come. Each gets an engine of its own, which knows nothing.
import { createInterface } from "node:readline";
import { QueryEngine } from "@comunica/query-sparql";

async function ask({ query, context }) {
  const result = await new QueryEngine().query(query, context);
  if (result.resultType === "boolean") return { type: "boolean", answer: await result.execute() };
  const found = await (await result.execute()).toArray();
  return {
    type: result.resultType,
    found:
      result.resultType === "bindings"
        ? found.map((row) =>
            Object.fromEntries([...row].map(([variable, term]) => [variable.value, term.value])),
          )
        : found.map((quad) =>
            [quad.subject, quad.predicate, quad.object].map((term) => term.value),
          ),
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  const told = await ask(JSON.parse(line)).catch((error) => ({ error: String(error.stack) }));
  console.log(JSON.stringify(told));
}
