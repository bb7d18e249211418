// Read mails with mailparser and print what they say, as a JSON array.
//   node mailparser.mjs FILE…
import { readFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { simpleParser } from "mailparser";

const people = (field) => (field?.value ?? []).map(({ name, address }) => [name, address]);
const mails = [];
for (const path of process.argv.slice(2)) {
  const mail = await simpleParser(readFileSync(path));
  mails.push({
    subject: mail.subject ?? "",
    from: people(mail.from),
    to: people(mail.to),
    cc: people(mail.cc),
    headers: [...mail.headers.keys()],
    date: mail.date?.toISOString() ?? null,
    id: mail.messageId ?? null,
    text: mail.text ?? "",
    html: mail.html || "",
    attachments: mail.attachments.map(({ filename, contentType, content }) => [
      filename,
      contentType,
      createHash("sha256").update(content).digest("hex"),
    ]),
  });
}
console.log(JSON.stringify(mails));
