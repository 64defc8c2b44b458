// Writes tests/learning/prebuilt/golden_{en,es,fr,de}.json: what Microsoft's own recognisers answer to our
// sentences, and golden_dates_en.json: what they answer for dates when "now" is another day.
// The npm suite knows no German but addresses: of golden_de.json this writes those and keeps the rest, which
// scripts/prebuilt_goldens_de.py adds. Where a German sentence is new, run that afterwards.
//
// How to run (Node 18 or later; the package is only an oracle and no dependency of Stationmaster):
//   mkdir /tmp/oracle && cd /tmp/oracle && npm install @microsoft/recognizers-text-suite@1.3.1
//   TZ=UTC ORACLE=/tmp/oracle node scripts/prebuilt_goldens.mjs       (from the root of this repository)
//
// The sentences are ours, in tests/learning/prebuilt/expressions_{en,es,fr,de}.txt, one a line.
// Answers are normalised to LUIS v2's wire:
// * offsets in code points, half-open; types as LUIS reports them ("builtin.datetimeV2.date");
// * number has a subtype (integer or decimal, by its value), which the JavaScript suite leaves out;
// * isoCurrency is left out, which LUIS v2 does not send;
// * figures beyond 15 digits are not compared: such sentences are not among ours;
// * left out are answers that carry no value: units and "percent" without a number, "next" or "last" as ordinals,
//   dates and fractions that the suite found and could not resolve;
// * outside English, white space is trimmed off the spans.

import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";

const suite = createRequire(path.join(process.env.ORACLE ?? process.cwd(), "oracle.js"))(
  "@microsoft/recognizers-text-suite",
);
const tests = "tests/learning/prebuilt";
const SUNDAY = "2026-11-22T10:00:00";
const WEDNESDAY = "2027-02-03T15:30:00";
const ADDRESSES = ["email", "url", "phonenumber"];

const recognisersOf = (CULTURE) => ({
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
});

const RELATIVE_ORDINAL = /^(next|last|previous|current|the one before|the last|(ante)?penultimate)/;

function carriesAValue(kind, result) {
  if (!result.resolution) return false;
  if (kind === "datetimeV2") return Boolean(result.resolution.values?.length);
  const value = result.resolution.value;
  if (value === null || value === undefined || value === "null" || value === "NAN") return false;
  if (kind === "percentage") return !/^(%|per\s*cents?|percentage|cents?)$/.test(result.text);
  if (kind === "ordinal") return !RELATIVE_ORDINAL.test(result.text) && value !== "0";
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

function trimmed(result) {
  const before = result.text.length - result.text.trimStart().length;
  const after = result.text.length - result.text.trimEnd().length;
  return { ...result, text: result.text.trim(), start: result.start + before, end: result.end - after };
}

function golden(culture, text, reference, kinds) {
  const points = (units) => [...text.slice(0, units)].length;
  const entities = {};
  const recognisers = recognisersOf(culture);
  for (const kind of kinds) {
    let found = recognisers[kind](text, reference).filter((result) => carriesAValue(kind, result));
    if (culture !== "en-us") found = found.map(trimmed);
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

function write(name, language, culture, reference, kinds, kept = {}) {
  const sentences = fs.readFileSync(path.join(tests, `expressions_${language}.txt`), "utf8").split("\n").filter(Boolean);
  const lines = sentences.map((text) => {
    const others = Object.entries(kept.expressions?.[text] ?? {}).filter(([kind]) => !kinds.includes(kind));
    const entities = { ...golden(culture, text, reference, kinds), ...Object.fromEntries(others) };
    return `    ${JSON.stringify(text)}: ${JSON.stringify(entities)}`;
  });
  fs.writeFileSync(
    path.join(tests, name),
    `{\n  "oracle": "${kept.oracle ?? "@microsoft/recognizers-text-suite@1.3.1"}",\n  "culture": "${culture}",\n` +
      `  "reference": "${reference}",\n  "expressions": {\n${lines.join(",\n")}\n  }\n}\n`,
  );
}

//: what the other script added stays where its sentence does
function recorded(name) {
  const file = path.join(tests, name);
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : {};
}

const everyKind = Object.keys(recognisersOf("en-us"));
write("golden_en.json", "en", "en-us", SUNDAY, everyKind);
write("golden_dates_en.json", "en", "en-us", WEDNESDAY, ["datetimeV2"]);
write("golden_es.json", "es", "es-es", SUNDAY, everyKind);
write("golden_fr.json", "fr", "fr-fr", SUNDAY, everyKind);
write("golden_de.json", "de", "de-de", SUNDAY, ADDRESSES, recorded("golden_de.json"));
