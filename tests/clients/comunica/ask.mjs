// Asks one query through Comunica: {query, context} in, {type, rows | answer | quads} out, as JSON.
import { QueryEngine } from "@comunica/query-sparql";

let text = "";
for await (const piece of process.stdin) text += piece;
const { query, context } = JSON.parse(text);
const result = await new QueryEngine().query(query, context);

const told = { type: result.resultType };
if (told.type === "boolean") {
  told.answer = await result.execute();
} else {
  const found = await (await result.execute()).toArray();
  told.found =
    told.type === "bindings"
      ? found.map((row) =>
          Object.fromEntries([...row].map(([variable, term]) => [variable.value, term.value])),
        )
      : found.map((quad) => [quad.subject, quad.predicate, quad.object].map((term) => term.value));
}
console.log(JSON.stringify(told));
