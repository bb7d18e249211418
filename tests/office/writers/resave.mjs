// Open each workbook of a folder with ExcelJS or SheetJS and save it, untouched, in another folder.
//   node resave.mjs exceljs|sheetjs IN OUT KIND
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, parse } from "node:path";
import ExcelJS from "exceljs";
import * as XLSX from "xlsx";

const [program, input, output, kind] = process.argv.slice(2);
const bookType = { xls: "biff8" }[kind] ?? kind;

async function resaved(data) {
  if (program === "exceljs") {
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(data);
    return Buffer.from(await book.xlsx.writeBuffer());
  }
  const book = XLSX.read(data, { cellFormula: true, cellNF: true, cellStyles: true });
  return XLSX.write(book, { type: "buffer", bookType });
}

for (const name of readdirSync(input)) {
  const data = await resaved(readFileSync(join(input, name)));
  writeFileSync(join(output, `${parse(name).name}.${kind}`), data);
}
