// Write an OLE file anew with SheetJS' own library for them: every stream of IN, in other places.
//   node cfb.mjs IN OUT
import { readFileSync, writeFileSync } from "node:fs";
import CFB from "cfb";

const [input, output] = process.argv.slice(2);
const before = CFB.read(readFileSync(input), { type: "buffer" });
const after = CFB.utils.cfb_new({ root: "Root Entry" });
before.FileIndex.forEach((entry, number) => {
  const path = before.FullPaths[number].replace(/^[^/]*\//, "/");
  if (entry.type === 2) CFB.utils.cfb_add(after, path, entry.content);
});
CFB.utils.cfb_del(after, "/\u0001Sh33tJ5");
writeFileSync(output, CFB.write(after, { type: "buffer" }));
