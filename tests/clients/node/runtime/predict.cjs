// Predictions as runtime 2.0.0 gives them to its caller.
const { readFileSync } = require("node:fs");
const { LUISRuntimeClient } = require("@azure/cognitiveservices-luis-runtime");

class HeaderKey {
  constructor(key) {
    this.key = key;
  }
  async signRequest(request) {
    request.headers.set("Ocp-Apim-Subscription-Key", this.key);
    return request;
  }
}

async function main() {
  const options = JSON.parse(readFileSync(0, "utf8"));
  const client = new LUISRuntimeClient(new HeaderKey(options.endpointKey), options.url);
  const found = {};
  for (const query of options.queries) {
    found[query] = {
      bare: await client.prediction.resolve(options.appId, query),
      full: await client.prediction.resolve(options.appId, query, {
        timezoneOffset: -480,
        verbose: true,
        staging: false,
        log: true,
      }),
    };
  }
  const stranger = new LUISRuntimeClient(new HeaderKey(options.unknownKey), options.url);
  found.refused = await stranger.prediction.resolve(options.appId, "hello").catch((error) => ({
    status: error.statusCode,
    message: error.message,
  }));
  process.stdout.write(JSON.stringify(found));
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
