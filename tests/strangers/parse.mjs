// What AsyncAPI's own parser says of a description: its complaints, then the messages that it found in it.
import { readFileSync } from "node:fs";
import parser from "@asyncapi/parser";

const { document, diagnostics } = await new parser.Parser().parse(readFileSync(process.argv[2], "utf8"));
const told = diagnostics.map((one) => ({ code: one.code, severity: one.severity, message: one.message, path: one.path }));
const messages = document ? document.allMessages().all().map((one) => one.name()) : [];
console.log(JSON.stringify({ told, messages }));
