// Open a workbook with ExcelJS, type into the first sheet's cells, save it.
//   node exceljs.mjs IN OUT [{"C8": 27, ...}]
import ExcelJS from "exceljs";

const [input, output, edits = "{}"] = process.argv.slice(2);
const book = new ExcelJS.Workbook();
await book.xlsx.readFile(input);
for (const [address, value] of Object.entries(JSON.parse(edits))) {
  book.worksheets[0].getCell(address).value = value;
}
await book.xlsx.writeFile(output);
