// Recalculate workbooks in HyperFormula: one JSON object of sheets (rows of cells) a line in, their values out.
import { HyperFormula } from "hyperformula";
import { createInterface } from "node:readline";

const shown = (value) => (value !== null && typeof value === "object" ? String(value.value ?? value) : value);

for await (const line of createInterface({ input: process.stdin })) {
  const sheets = JSON.parse(line);
  const engine = HyperFormula.buildFromSheets(sheets, { licenseKey: "gpl-v3", smartRounding: false });
  const values = Object.keys(sheets).map((name) => [
    name,
    engine.getSheetValues(engine.getSheetId(name)).map((row) => row.map(shown)),
  ]);
  engine.destroy();
  process.stdout.write(`${JSON.stringify(Object.fromEntries(values))}\n`);
}
