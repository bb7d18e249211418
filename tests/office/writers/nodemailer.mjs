// Write a mail with files attached, as nodemailer does.
//   node nodemailer.mjs OUT '{"from": …, "subject": …, "date": …, "messageId": …, "attachments": [{…}]}'
import { writeFileSync } from "node:fs";
import MailComposer from "nodemailer/lib/mail-composer/index.js";

const [output, text] = process.argv.slice(2);
const options = JSON.parse(text);
options.date = new Date(options.date);
writeFileSync(output, await new MailComposer(options).compile().build());
