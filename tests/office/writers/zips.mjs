// Pack files into a zip as JSZip or archiver does, under the names given.
//   node zips.mjs jszip|archiver OUT '{"name in the zip": "file", …}'
import { createWriteStream, readFileSync, writeFileSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import archiver from "archiver";
import JSZip from "jszip";

const [program, output, names] = process.argv.slice(2);
const files = Object.entries(JSON.parse(names)).map(([name, path]) => [name, readFileSync(path)]);
if (program === "jszip") {
  const zip = new JSZip();
  files.forEach(([name, data]) => zip.file(name, data));
  writeFileSync(output, await zip.generateAsync({ type: "nodebuffer", compression: "DEFLATE" }));
} else {
  const zip = archiver("zip");
  files.forEach(([name, data]) => zip.append(data, { name }));
  zip.finalize();
  await pipeline(zip, createWriteStream(output));
}
