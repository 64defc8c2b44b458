// What a customer's Node code does with authoring 3.0.1, from an empty account to no app.
const { readFileSync } = require("node:fs");
const { setTimeout: sleep } = require("node:timers/promises");
const { ApiKeyCredentials } = require("@azure/ms-rest-js");
const { LUISAuthoringClient } = require("@azure/cognitiveservices-luis-authoring");

const VERSION = "0.1";
const TRAINING_SECONDS = 90;

async function main() {
  const options = JSON.parse(readFileSync(0, "utf8"));
  const client = clientWith(options, options.authoringKey);
  const created = { name: "travel", culture: "en-us", initialVersionId: VERSION };
  const appId = (await client.apps.add(created)).body;
  const found = { appId };
  found.made = await makeModels(client, appId, options);
  found.batch = await client.examples.batch(appId, VERSION, options.examples);
  found.example = await client.examples.add(appId, VERSION, options.oneMore);
  found.beforeTraining = await refusal(client.train.getStatus(appId, VERSION));
  found.accepted = await client.train.trainVersion(appId, VERSION);
  found.rows = await trained(client, appId);
  found.models = await client.model.listModels(appId, VERSION);
  found.acceptedAgain = await client.train.trainVersion(appId, VERSION);
  found.rowsAgain = await trained(client, appId);
  found.published = await client.apps.publish(appId, { versionId: VERSION, isStaging: false });
  found.app = await client.apps.get(appId);
  found.version = await client.versions.get(appId, VERSION);
  found.features = await client.features.list(appId, VERSION);
  found.copies = await copyAround(client, appId, options.appJson);
  found.refused = {
    unknownVersion: await refusal(client.train.getStatus(appId, "9.9")),
    unknownKey: await refusal(clientWith(options, options.unknownKey).apps.get(appId)),
  };
  found.deleted = await client.apps.deleteMethod(appId, { force: true });
  found.appsLeft = (await client.apps.list()).map((app) => app.id);
  process.stdout.write(JSON.stringify(found));
}

function clientWith(options, key) {
  const credentials = new ApiKeyCredentials({ inHeader: { "Ocp-Apim-Subscription-Key": key } });
  return new LUISAuthoringClient(credentials, options.url);
}

async function makeModels(client, appId, options) {
  const model = client.model;
  const intents = [];
  for (const name of options.intents) {
    intents.push((await model.addIntent(appId, VERSION, { name })).body);
  }
  const subLists = Object.entries(options.airlines).map(([canonicalForm, list]) => ({ canonicalForm, list }));
  const children = ["from", "to"];
  const phrases = { name: "cabins", phrases: "business class,first class", isExchangeable: true };
  const regex = { name: "FlightNumber", regexPattern: options.flightNumber };
  return {
    intents,
    simple: (await model.addEntity(appId, VERSION, { name: "Cabin" })).body,
    hierarchical: (await model.addHierarchicalEntity(appId, VERSION, { name: "Place", children })).body,
    list: (await model.addClosedList(appId, VERSION, { name: "Airline", subLists })).body,
    regex: (await model.createRegexEntityModel(appId, VERSION, regex)).body,
    prebuilts: await model.addPrebuilt(appId, VERSION, ["datetimeV2"]),
    phraseList: (await client.features.addPhraseList(appId, VERSION, phrases)).body,
    pattern: await client.pattern.addPattern(appId, VERSION, {
      pattern: "where is flight {FlightNumber}",
      intent: "FlightStatus",
    }),
  };
}

async function trained(client, appId) {
  const deadline = Date.now() + TRAINING_SECONDS * 1000;
  for (;;) {
    const rows = await client.train.getStatus(appId, VERSION);
    if (!rows.some((row) => ["Queued", "InProgress"].includes(row.details.status))) return rows;
    if (Date.now() > deadline) throw new Error(`still training: ${JSON.stringify(rows)}`);
    await sleep(100);
  }
}

async function copyAround(client, appId, appJson) {
  const importedId = (await client.apps.importMethod(appJson, { appName: "copy" })).body;
  const exported = await client.versions.exportMethod(importedId, "0.1");
  const copies = {
    exported,
    imported: (await client.versions.importMethod(appId, exported, { versionId: "0.3" })).body,
    cloned: (await client.versions.clone(appId, VERSION, { version: "0.2" })).body,
    versions: (await client.versions.list(appId)).map((version) => version.version),
    deleted: await client.versions.deleteMethod(appId, "0.2"),
    again: await client.versions.exportMethod(appId, "0.3"),
  };
  await client.apps.deleteMethod(importedId);
  return copies;
}

async function refusal(promise) {
  try {
    await promise;
  } catch (error) {
    return { status: error.statusCode, code: error.code, message: error.message };
  }
  return null;
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
