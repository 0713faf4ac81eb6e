// Grades the answers of one address of a local server: node grade.js PORT PATH. Prints {test: {pass, result}} as JSON.
// The package's own `scan` takes public names on the usual ports only; its retriever and its tests take any.
import { pathToFileURL } from "node:url";
import path from "node:path";

const [port, address] = process.argv.slice(2);
const source = path.join(process.env.OBSERVATORY, "node_modules/@mdn/mdn-http-observatory/src");
const load = (name) => import(pathToFileURL(path.join(source, name)).href);
const { retrieve } = await load("retriever/retriever.js");
const { ALL_TESTS } = await load("constants.js");
const { getScoreModifier } = await load("grader/grader.js");

// Nothing listens on port 1: there is no HTTPS here.
const requests = await retrieve("localhost", { httpPort: Number(port), httpsPort: 1, path: address });
if (!requests.responses.auto) throw new Error("nothing answers");
const graded = ALL_TESTS.map((test) => {
  const { name, pass, result } = { name: test.name, ...test(requests) };
  return [name, { pass, result, points: getScoreModifier(result) }];
});
console.log(JSON.stringify({ status: requests.responses.auto.status, tests: Object.fromEntries(graded) }));
