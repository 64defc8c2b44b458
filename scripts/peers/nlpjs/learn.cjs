// Trains NLP.js on each set and predicts its test texts: sets on standard input, one JSON line for each out.
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { NlpManager } = require(join(process.argv[2], "node-nlp"));

const seconds = (since) => Number(process.hrtime.bigint() - since) / 1e9;

async function learn({ name, train, test }) {
  const manager = new NlpManager({ languages: ["en"], autoSave: false, autoLoad: false, nlu: { log: false } });
  for (const [text, intent] of train) manager.addDocument("en", text, intent);
  const started = process.hrtime.bigint();
  await manager.train();
  const trainSeconds = seconds(started);
  const labels = [];
  const times = [];
  for (const text of test) {
    const asked = process.hrtime.bigint();
    labels.push((await manager.process("en", text)).intent);
    times.push(seconds(asked));
  }
  times.sort((one, other) => one - other);
  return { name, trainSeconds, labels, medianSeconds: times[times.length >> 1] };
}

async function main() {
  for (const set of JSON.parse(readFileSync(0, "utf8"))) {
    process.stdout.write(`${JSON.stringify(await learn(set))}\n`);
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
