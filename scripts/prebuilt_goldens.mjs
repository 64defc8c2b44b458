// Writes tests/learning/prebuilt/golden_en.json: what Microsoft's own recognisers answer to our sentences,
// and golden_dates_en.json: what they answer for dates when "now" is another day.
//
// How to run (Node 18 or later; the package is only an oracle and no dependency of Stationmaster):
//   mkdir /tmp/oracle && cd /tmp/oracle && npm install @microsoft/recognizers-text-suite@1.3.1
//   TZ=UTC ORACLE=/tmp/oracle node scripts/prebuilt_goldens.mjs       (from the root of this repository)
//
// The sentences are ours, in tests/learning/prebuilt/expressions_en.txt, one a line.
// Answers are normalised to LUIS v2's wire:
// * offsets in code points, half-open; types as LUIS reports them ("builtin.datetimeV2.date");
// * number has a subtype (integer or decimal, by its value), which the JavaScript suite leaves out;
// * isoCurrency is left out, which LUIS v2 does not send;
// * figures beyond 15 digits are not compared: such sentences are not among ours;
// * left out are answers that carry no value: units and "percent" without a number, "next" or "last" as ordinals,
//   dates and fractions that the suite found and could not resolve.

import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";

const suite = createRequire(path.join(process.env.ORACLE ?? process.cwd(), "oracle.js"))(
  "@microsoft/recognizers-text-suite",
);
const tests = "tests/learning/prebuilt";
const SUNDAY = "2026-11-22T10:00:00";
const WEDNESDAY = "2027-02-03T15:30:00";
const CULTURE = "en-us";

const recognisers = {
  number: (text) => suite.recognizeNumber(text, CULTURE),
  ordinal: (text) => suite.recognizeOrdinal(text, CULTURE),
  percentage: (text) => suite.recognizePercentage(text, CULTURE),
  email: (text) => suite.recognizeEmail(text, CULTURE),
  url: (text) => suite.recognizeURL(text, CULTURE),
  phonenumber: (text) => suite.recognizePhoneNumber(text, CULTURE),
  age: (text) => suite.recognizeAge(text, CULTURE),
  money: (text) => suite.recognizeCurrency(text, CULTURE),
  dimension: (text) => suite.recognizeDimension(text, CULTURE),
  temperature: (text) => suite.recognizeTemperature(text, CULTURE),
  datetimeV2: (text, reference) => suite.recognizeDateTime(text, CULTURE, undefined, new Date(reference)),
};

const RELATIVE_ORDINAL = /^(next|last|previous|current|the one before|the last|(ante)?penultimate)/;

function carriesAValue(kind, result) {
  if (!result.resolution) return false;
  if (kind === "datetimeV2") return Boolean(result.resolution.values?.length);
  const value = result.resolution.value;
  if (value === null || value === undefined || value === "null" || value === "NAN") return false;
  if (kind === "percentage") return !/^(%|per\s*cents?|percentage|cents?)$/.test(result.text);
  if (kind === "ordinal") return !RELATIVE_ORDINAL.test(result.text);
  return true;
}

function resolution(kind, result) {
  if (kind === "datetimeV2") return result.resolution;
  if (kind === "number") {
    const value = result.resolution.value;
    return { subtype: /^-?\d+$/.test(value) ? "integer" : "decimal", value };
  }
  const { isoCurrency, ...rest } = result.resolution;
  return rest;
}

function golden(text, reference, kinds) {
  const points = (units) => [...text.slice(0, units)].length;
  const entities = {};
  for (const kind of kinds) {
    const found = recognisers[kind](text, reference).filter((result) => carriesAValue(kind, result));
    if (!found.length) continue;
    entities[kind] = found.map((result) => [
      `builtin.${result.typeName}`,
      result.text,
      points(result.start),
      points(result.end + 1),
      resolution(kind, result),
    ]);
  }
  return entities;
}

const sentences = fs
  .readFileSync(path.join(tests, "expressions_en.txt"), "utf8")
  .split("\n")
  .filter(Boolean);

function write(name, reference, kinds) {
  const lines = sentences.map((text) => `    ${JSON.stringify(text)}: ${JSON.stringify(golden(text, reference, kinds))}`);
  fs.writeFileSync(
    path.join(tests, name),
    `{\n  "oracle": "@microsoft/recognizers-text-suite@1.3.1",\n  "culture": "${CULTURE}",\n` +
      `  "reference": "${reference}",\n  "expressions": {\n${lines.join(",\n")}\n  }\n}\n`,
  );
}

write("golden_en.json", SUNDAY, Object.keys(recognisers));
write("golden_dates_en.json", WEDNESDAY, ["datetimeV2"]);
