// Training, its status and guesses as @superoffice/webapi gives them to its caller; the same for each version.
const { readFileSync } = require("node:fs");
const { WebApi } = require("@superoffice/webapi");

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function connect(options, baseUrl) {
  const api = new WebApi({ baseUrl });
  api.authenticateWithToken(options.bearer);
  return api.getAIAgent();
}

async function main() {
  const options = JSON.parse(readFileSync(0, "utf8"));
  const found = { before: {}, guesses: [] };
  for (const [name, base] of Object.entries(options.bases))
    found.before[name] = await connect(options, base).getTrainingStatusAsync();
  const agent = connect(options, options.bases.plain);
  found.accepted = await agent.trainCategoryGuesserAsync(options.selection, 0, 2000);
  do {
    found.after = await agent.getTrainingStatusAsync();
    await pause(200);
  } while (found.after.status === "running");
  for (const id of options.tickets) found.guesses.push(await agent.guessCategoryAsync(id));
  process.stdout.write(JSON.stringify(found));
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
