// Training, its status and guesses as @superoffice/webapi gives them to its caller; the same for each version.
const { readFileSync } = require("node:fs");
const { WebApi } = require("@superoffice/webapi");

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function trained(agent) {
  for (;;) {
    const status = await agent.getTrainingStatusAsync();
    if (status.Status !== "running") return status;
    await pause(200);
  }
}

async function main() {
  const options = JSON.parse(readFileSync(0, "utf8"));
  const found = { statuses: {}, guesses: [] };
  for (const [name, base] of Object.entries(options.bases)) {
    const api = new WebApi({ baseUrl: base });
    api.authenticateWithToken(options.bearer);
    found.statuses[name] = await api.getAIAgent().getTrainingStatusAsync();
  }
  const api = new WebApi({ baseUrl: options.bases.plain });
  api.authenticateWithToken(options.bearer);
  const agent = api.getAIAgent();
  found.accepted = await agent.trainCategoryGuesserAsync(options.selection, 0, 2000);
  found.meanwhile = await agent.getTrainingStatusAsync();
  found.after = await trained(agent);
  for (const id of [...options.tickets, 999999]) found.guesses.push(await agent.guessCategoryAsync(id));
  process.stdout.write(JSON.stringify(found));
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
