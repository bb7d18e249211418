// Open a workbook with SheetJS, type into the first sheet's cells, save it as what OUT's name says.
//   node sheetjs.mjs IN OUT [{"C8": 27, ...}]
import { readFileSync, writeFileSync } from "node:fs";
import { extname } from "node:path";
import * as XLSX from "xlsx";

const [input, output, edits = "{}"] = process.argv.slice(2);
const bookType = { ".xls": "biff8" }[extname(output)] ?? extname(output).slice(1);
// Dates stay the numbers that they are; everything else that SheetJS can keep is asked for.
const book = XLSX.read(readFileSync(input), { cellFormula: true, cellNF: true, cellStyles: true });
const sheet = book.Sheets[book.SheetNames[0]];
for (const [address, value] of Object.entries(JSON.parse(edits))) {
  sheet[address] = { t: typeof value === "number" ? "n" : "s", v: value };
}
writeFileSync(output, XLSX.write(book, { type: "buffer", bookType }));
